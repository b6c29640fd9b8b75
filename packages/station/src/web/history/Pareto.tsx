import { percent, t } from '../t.ts';
import type { Counts } from '../types.ts';

/** Kinds of defects by how often they were seen; each narrows the history to its own. */
export function Pareto({
  tags,
  chosen,
  onTag,
}: {
  readonly tags: Counts['tags'];
  /** Empty if none is. */
  readonly chosen: string;
  readonly onTag: (tag: string) => void;
}) {
  if (tags.length === 0) return null;
  const total = tags.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  return (
    <details open data-testid="pareto">
      <summary>{t('pareto')}</summary>
      <ul class="pareto">
        {tags.map(({ tag, count }) => {
          sum += count;
          return (
            <li key={tag}>
              <button
                type="button"
                aria-pressed={tag === chosen}
                onClick={() => onTag(tag === chosen ? '' : tag)}
              >
                {tag}
              </button>
              <span class="bar-track">
                <i style={{ width: `${(100 * count) / tags[0].count}%` }} />
              </span>
              <span class="hint">{t('paretoRow', { count, share: percent(sum / total) })}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
