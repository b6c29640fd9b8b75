import { useState } from 'preact/hooks';
import { send } from '../api.ts';
import { addTags, useTags } from '../components/useTags.ts';
import { attempt, loadProducts, undoable } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection, Review } from '../types.ts';
import type { Choice } from './useChoice.ts';

/** Reviews that one request may hold. */
const AT_ONCE = 500;

interface Said {
  readonly inspection: number;
  readonly review: Review | null;
  readonly tags: readonly string[];
}

/** Says the same of all decisions that are chosen. */
export function ChoiceBar({
  choice: { chosen, all, clear, toggleMode },
  found,
  onChange,
}: {
  readonly choice: Choice;
  readonly found: readonly Inspection[];
  readonly onChange: (changed: readonly Inspection[]) => void;
}) {
  const [word, setWord] = useState('');
  const meant = found.filter(({ id }) => chosen?.has(id) === true);
  const known = useTags(found.at(0)?.productId ?? '');
  const sendAll = async (said: readonly Said[]) => {
    for (let i = 0; i < said.length; i += AT_ONCE) {
      const body = { reviews: said.slice(i, i + AT_ONCE) };
      const path = 'inspections/reviews';
      onChange((await send<{ inspections: Inspection[] }>('PUT', path, body)).inspections);
    }
    await loadProducts();
  };
  const say = (opinionOf: (inspection: Inspection) => Partial<Said>) =>
    attempt(async () => {
      const before = meant.map((own) => ({
        inspection: own.id,
        review: own.review,
        tags: own.tags,
      }));
      await sendAll(meant.map((own, i) => ({ ...before[i], ...opinionOf(own) })));
      clear();
      undoable.value = {
        text: t('reviewedMany', { n: meant.length }),
        undo: () => sendAll(before),
      };
    });
  const isNone = meant.length === 0;
  const tag = word.trim();
  return (
    <div class="card choice-bar" role="group" aria-label={t('chooseSeveral')}>
      <strong role="status">{t('chosen', { n: meant.length })}</strong>
      <button type="button" class="quiet" onClick={all}>
        {t('chooseAll', { n: found.length })}
      </button>
      <button type="button" class="quiet" disabled={isNone} onClick={clear}>
        {t('chooseNone')}
      </button>
      <span class="spacer" />
      <button
        type="button"
        disabled={isNone}
        onClick={() =>
          void say(({ verdict }) => ({
            review: verdict === 'nominal' ? 'confirmed' : 'falseReject',
          }))
        }
      >
        ✓ {t('setGood')}
      </button>
      <button
        type="button"
        disabled={isNone}
        onClick={() =>
          void say(({ verdict }) => ({
            review: verdict === 'nominal' ? 'missedDefect' : 'confirmed',
          }))
        }
      >
        ✕ {t('setDefective')}
      </button>
      <button
        type="button"
        disabled={isNone}
        onClick={() => void say(() => ({ review: 'confirmed' }))}
      >
        {t('confirm')}
      </button>
      <button type="button" disabled={isNone} onClick={() => void say(() => ({ review: null }))}>
        {t('takeBack')}
      </button>
      <form
        class="buttons"
        onSubmit={(event) => {
          event.preventDefault();
          if (tag === '' || isNone) return;
          void say(({ tags }) => ({ tags: [...new Set([...tags, tag])] }));
          addTags(found[0].productId, [tag]);
          setWord('');
        }}
      >
        <input
          aria-label={t('defectKind')}
          placeholder={t('defectKind')}
          list="known-kinds"
          maxLength={40}
          value={word}
          onInput={(event) => setWord(event.currentTarget.value)}
        />
        <datalist id="known-kinds">
          {known.map((own) => (
            <option key={own} value={own} />
          ))}
        </datalist>
        <button type="submit" disabled={isNone || tag === ''}>
          {t('addKind')}
        </button>
      </form>
      <button type="button" class="quiet" onClick={toggleMode}>
        {t('leaveChoice')}
      </button>
    </div>
  );
}
