import { tell } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { InspectionView } from './InspectionView.tsx';
import { useKeys } from './useKeys.ts';

/** One decision of a list, with the way to those beside it: by buttons, or by the keys ← → and Esc. */
export function Viewer({
  inspection,
  list,
  onOpen,
  onChange,
}: {
  readonly inspection: Inspection;
  /** The decisions beside it, in the order that they are gone through. */
  readonly list: readonly Inspection[];
  /** Null closes the viewer. */
  readonly onOpen: (inspection: Inspection | null) => void;
  readonly onChange: (changed: Inspection) => void;
}) {
  const at = list.findIndex(({ id }) => id === inspection.id);
  const previous = at > 0 ? list[at - 1] : null;
  const next = at >= 0 && at < list.length - 1 ? list[at + 1] : null;
  useKeys({
    ArrowLeft: () => previous !== null && onOpen(previous),
    ArrowRight: () => next !== null && onOpen(next),
    Escape: () => onOpen(null),
  });
  return (
    <section class="card viewer">
      <div class="viewer-bar">
        <button type="button" disabled={previous === null} onClick={() => onOpen(previous)}>
          ← {t('previous')}
        </button>
        <span class="hint">{at >= 0 && `${at + 1} / ${list.length}`}</span>
        <button type="button" disabled={next === null} onClick={() => onOpen(next)}>
          {t('next')} →
        </button>
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => copyLink(inspection.id)}>
          {t('copyLink')}
        </button>
        <button type="button" class="quiet" onClick={() => onOpen(null)}>
          {t('close')}
        </button>
      </div>
      <InspectionView key={inspection.id} inspection={inspection} onChange={onChange} />
    </section>
  );
}

function copyLink(id: number): void {
  const link = `${location.href.replace(/#.*/, '')}#/history/${id}`;
  navigator.clipboard.writeText(link).catch(tell);
}
