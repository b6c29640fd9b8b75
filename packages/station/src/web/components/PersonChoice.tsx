import { useState } from 'preact/hooks';
import { people, person, sayPerson } from '../person.ts';
import { t } from '../t.ts';

/** What the list has in place of a name; no name has a line break. */
const ANOTHER = '\n';

/** Who is at this terminal: chosen from the names that were said here, or typed. */
export function PersonChoice() {
  const [isAsked, setIsAsked] = useState(false);
  const [name, setName] = useState('');
  if (isAsked)
    return (
      <form
        class="person"
        onSubmit={(event) => {
          event.preventDefault();
          sayPerson(name);
          setIsAsked(false);
          setName('');
        }}
      >
        <input
          aria-label={t('yourName')}
          placeholder={t('yourName')}
          required
          pattern=".*\S.*"
          maxLength={100}
          autocomplete="off"
          ref={(input) => input?.focus()}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit">{t('save')}</button>
        <button
          type="button"
          class="quiet"
          aria-label={`${t('cancel')}: ${t('yourName')}`}
          onClick={() => setIsAsked(false)}
        >
          ✕
        </button>
      </form>
    );
  return (
    <select
      class="quiet person"
      aria-label={t('person')}
      title={t('personHint')}
      value={person.value}
      onChange={({ currentTarget }) => {
        if (currentTarget.value === ANOTHER) setIsAsked(true);
        else sayPerson(currentTarget.value);
      }}
    >
      <option value="">{t('nobodyNamed')}</option>
      {people.value.map((own) => (
        <option key={own} value={own}>
          {own}
        </option>
      ))}
      <option value={ANOTHER}>{t('anotherName')}</option>
    </select>
  );
}
