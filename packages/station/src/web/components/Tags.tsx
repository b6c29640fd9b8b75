import { useState } from 'preact/hooks';
import { say } from '../say.ts';
import { may } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { useKeys } from './useKeys.ts';
import { addTags, useTags } from './useTags.ts';

/** Kinds that are offered, each by a digit. */
const OFFERED = 9;

/** Kinds of defects of a decision: set by buttons, by the keys 1 to 9, or as a new word. */
export function Tags({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const { productId, tags } = inspection;
  const [word, setWord] = useState('');
  const offered = [...new Set([...useTags(productId).slice(0, OFFERED), ...tags])];
  const choose = async (changed: readonly string[]) => {
    if (await say(inspection, { tags: changed }, onChange)) addTags(productId, changed);
  };
  const toggle = (tag: string) =>
    choose(tags.includes(tag) ? tags.filter((own) => own !== tag) : [...tags, tag]);
  useKeys(
    Object.fromEntries(
      may('review')
        ? offered.slice(0, OFFERED).map((tag, i) => [String(i + 1), () => toggle(tag)])
        : [],
    ),
  );
  if (!may('review'))
    return tags.length === 0 ? null : (
      <p>
        {tags.map((tag) => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
      </p>
    );
  return (
    <form
      class="tags"
      onSubmit={(event) => {
        event.preventDefault();
        if (word.trim() === '') return;
        void choose([...new Set([...tags, word.trim()])]);
        setWord('');
      }}
    >
      {offered.length > 0 && (
        <div class="buttons" role="group" aria-label={t('defectKinds')}>
          {offered.map((tag, i) => (
            <button
              key={tag}
              type="button"
              aria-pressed={tags.includes(tag)}
              onClick={() => void toggle(tag)}
            >
              {tag} {i < OFFERED && <kbd>{i + 1}</kbd>}
            </button>
          ))}
        </div>
      )}
      <div class="row">
        <label>
          {t('defectKind')}
          <input
            value={word}
            maxLength={40}
            onInput={(event) => setWord(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={word.trim() === ''}>
          {t('addKind')}
        </button>
      </div>
    </form>
  );
}
