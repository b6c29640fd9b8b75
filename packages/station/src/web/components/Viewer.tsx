import { useEffect, useRef } from 'preact/hooks';
import { tell } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { InspectionView } from './InspectionView.tsx';
import { useKeys } from './useKeys.ts';

/** To the decision before, or to the one after. */
type Step = -1 | 1;

/** One decision of a list, with the way to those beside it: by buttons, or by the keys ← → and Esc. */
export function Viewer({
  inspection,
  list,
  onOpen,
  onChange,
}: {
  readonly inspection: Inspection;
  /** The decisions beside it, in the order that they are gone through; null until the station sent them. */
  readonly list: readonly Inspection[] | null;
  /** Null closes the viewer. */
  readonly onOpen: (inspection: Inspection | null) => void;
  readonly onChange: (changed: Inspection) => void;
}) {
  const at = list?.findIndex(({ id }) => id === inspection.id) ?? -1;
  const beside = (by: Step) => (at < 0 ? null : (list?.[at + by] ?? null));
  const previous = beside(-1);
  const next = beside(1);
  /** A key that was pressed before the list came: the step is made once it is there. */
  const waiting = useRef<Step | null>(null);
  const step = (by: Step) => {
    const to = beside(by);
    waiting.current = list === null ? by : null;
    if (to !== null) onOpen(to);
  };
  useEffect(() => {
    if (waiting.current !== null) step(waiting.current);
  }, [list === null]);
  useKeys({
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Escape: () => onOpen(null),
  });
  return (
    <section class="card viewer">
      <div class="viewer-bar">
        <button type="button" disabled={previous === null} onClick={() => step(-1)}>
          ← {t('previous')}
        </button>
        <span class="hint">{at >= 0 && `${at + 1} / ${list?.length}`}</span>
        <button type="button" disabled={next === null} onClick={() => step(1)}>
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
