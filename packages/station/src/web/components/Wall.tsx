import { imageAddress } from '../api.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';

/** Decisions as small pictures, to be opened. */
export function Wall({
  inspections,
  onOpen,
  rejected,
  shown,
  empty = t('nothingYet'),
}: {
  readonly inspections: readonly Inspection[];
  readonly onOpen: (inspection: Inspection) => void;
  /** The one that is open. */
  readonly shown?: Inspection | null;
  /** What is said where there are none. */
  readonly empty?: string;
  /** Whether a decision counts as rejected; by default according to its verdict. */
  readonly rejected?: (inspection: Inspection) => boolean;
}) {
  if (inspections.length === 0) return <p class="hint">{empty}</p>;
  return (
    <ul class="wall">
      {inspections.map((inspection) => {
        const out = rejected?.(inspection) ?? inspection.verdict === 'anomalous';
        const verdict = out ? 'anomalous' : 'nominal';
        return (
          <li key={inspection.id}>
            <button
              type="button"
              class={`tile ${verdict}`}
              aria-current={shown?.id === inspection.id ? 'true' : undefined}
              onClick={() => onOpen(inspection)}
            >
              <img
                loading="lazy"
                src={imageAddress(inspection.sha256, 192)}
                alt={`${inspection.name}: ${t(verdict)}`}
              />
              <span class="mark">{out ? '✕' : '✓'}</span>
              {inspection.review !== null && <span class="tag">{t(inspection.review)}</span>}
              <span class="caption" title={inspection.name}>
                {inspection.imageScore.toFixed(2)} · {inspection.name}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
