import { useEffect, useRef, useState } from 'preact/hooks';
import { imageAddress } from '../api.ts';
import { decimal, t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { sourceText } from './sourceText.ts';

/** A wall of no more tiles is shown whole. */
const WHOLE = 60;
/** Tiles that are made before the size of a larger wall is known. */
const FIRST = 24;
/** Rows from the end at which more is asked for. */
const EARLY_ROWS = 4;

/** The tiles that are near the window, from the first up to the last. */
interface Part {
  readonly from: number;
  readonly to: number;
  /** Pixels of the rows above and below, which are left out. */
  readonly above: number;
  readonly below: number;
}

/** Decisions as small pictures, to be opened. Of many, only those near the window are made. */
export function Wall({
  inspections,
  onOpen,
  rejected,
  shown,
  chosen = null,
  onEnd,
  empty = t('nothingYet'),
  withSource = false,
}: {
  readonly inspections: readonly Inspection[];
  /** With Shift, all up to this one are meant. */
  readonly onOpen: (inspection: Inspection, isShift: boolean) => void;
  /** The one that is open. */
  readonly shown?: Inspection | null;
  /** Ids of those that are chosen; null where none can be. */
  readonly chosen?: ReadonlySet<number> | null;
  /** Called when the end comes near. */
  readonly onEnd?: () => void;
  /** Whether tiles say where their images came from. */
  readonly withSource?: boolean;
  /** What is said where there are none. */
  readonly empty?: string;
  /** Whether a decision counts as rejected; by default according to its verdict. */
  readonly rejected?: (inspection: Inspection) => boolean;
}) {
  const list = useRef<HTMLUListElement>(null);
  const count = inspections.length;
  const [near, setPart] = useState<Part>({ from: 0, to: FIRST, above: 0, below: 0 });
  const part = count <= WHOLE ? { from: 0, to: count, above: 0, below: 0 } : near;
  useEffect(() => {
    const look = () => {
      const seen = partNearWindow(list.current, count);
      if (seen === null) return;
      setPart((known) => (isSame(known, seen.part) ? known : seen.part));
      if (seen.isNearEnd) onEnd?.();
    };
    look();
    const observer = new ResizeObserver(look);
    if (list.current !== null) observer.observe(list.current);
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      observer.disconnect();
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  });
  if (count === 0) return <p class="hint">{empty}</p>;
  return (
    <ul
      class="wall decisions"
      ref={list}
      style={{ paddingTop: `${part.above}px`, paddingBottom: `${part.below}px` }}
    >
      {inspections.slice(part.from, part.to).map((inspection, i) => (
        <li key={inspection.id} aria-setsize={count} aria-posinset={part.from + i + 1}>
          <Tile
            inspection={inspection}
            isRejected={rejected?.(inspection) ?? inspection.verdict === 'anomalous'}
            isShown={shown?.id === inspection.id}
            isChosen={chosen?.has(inspection.id) ?? null}
            withSource={withSource}
            onOpen={onOpen}
          />
        </li>
      ))}
    </ul>
  );
}

function Tile({
  inspection,
  isRejected,
  isShown,
  isChosen,
  withSource,
  onOpen,
}: {
  readonly inspection: Inspection;
  readonly isRejected: boolean;
  readonly isShown: boolean;
  readonly isChosen: boolean | null;
  readonly withSource: boolean;
  readonly onOpen: (inspection: Inspection, isShift: boolean) => void;
}) {
  const verdict = isRejected ? 'anomalous' : 'nominal';
  const { review, tags, name, source } = inspection;
  const said = [...(review === null ? [] : [t(review)]), ...tags];
  return (
    <button
      type="button"
      class={`tile ${verdict}`}
      aria-current={isShown ? 'true' : undefined}
      aria-pressed={isChosen ?? undefined}
      onClick={(event) => onOpen(inspection, event.shiftKey)}
    >
      <img src={imageAddress(inspection.sha256, 192)} alt={`${name}: ${t(verdict)}`} />
      <span class="mark">{isRejected ? '✕' : '✓'}</span>
      {isChosen === true && <span class="mark chosen-mark">☑</span>}
      {said.length > 0 && <span class="tag">{said.join(t('comma'))}</span>}
      <span class="caption" title={name}>
        {decimal(inspection.imageScore, 2)} · {withSource && `${sourceText(source)} · `}
        {name}
      </span>
    </button>
  );
}

/** Which rows of a wall lie near the window; null before there is a tile to measure. */
function partNearWindow(
  list: HTMLUListElement | null,
  count: number,
): { readonly part: Part; readonly isNearEnd: boolean } | null {
  const tile = list?.firstElementChild;
  if (list == null || tile == null) return null;
  const { gridTemplateColumns, rowGap } = getComputedStyle(list);
  const columns = gridTemplateColumns.split(' ').length;
  const height = tile.getBoundingClientRect().height + Number.parseFloat(rowGap);
  const rows = Math.ceil(count / columns);
  const top = list.getBoundingClientRect().top;
  const rowAt = (y: number) => Math.min(rows, Math.max(0, Math.floor((y - top) / height)));
  const first = Math.min(rowAt(0), Math.max(0, rows - 1));
  const end = Math.min(rows, rowAt(window.innerHeight) + 1);
  const last = Math.max(first + 1, end);
  return {
    part: {
      from: first * columns,
      to: last * columns,
      above: first * height,
      below: Math.max(0, rows - last) * height,
    },
    isNearEnd: end > rows - EARLY_ROWS,
  };
}

function isSame(a: Part, b: Part): boolean {
  return (
    a.from === b.from &&
    a.to === b.to &&
    Math.abs(a.above - b.above) < 1 &&
    Math.abs(a.below - b.below) < 1
  );
}
