import { t } from '../t.ts';

const WIDTH = 800;
const HEIGHT = 220;
const MIDDLE = 120;
const BINS = 50;

/** Scores of parts, in the classes of the histogram. */
export interface Scores {
  /** Good images that the threshold is set by. */
  readonly reference: readonly number[];
  readonly good: readonly number[];
  readonly defective: readonly number[];
}

/** The range of scores that a histogram shows. */
export function rangeOf({ reference, good, defective }: Scores): { low: number; high: number } {
  const all = [...reference, ...good, ...defective];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.04 * (high - low || 1);
  return { low: low - margin, high: high + margin };
}

/**
 * Good images above the line, defects below it, and the threshold across both. It is dragged here by a
 * pointer; the slider below it takes keys.
 */
export function Histogram({
  scores,
  threshold,
  onThreshold,
}: {
  readonly scores: Scores;
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
}) {
  const { low, high } = rangeOf(scores);
  const x = (score: number) => ((score - low) / (high - low)) * WIDTH;
  const counts = (values: readonly number[]) => {
    const bins = Array<number>(BINS).fill(0);
    for (const value of values) bins[Math.min(BINS - 1, Math.floor((x(value) / WIDTH) * BINS))]++;
    return bins;
  };
  const rows = {
    reference: counts(scores.reference),
    good: counts(scores.good),
    bad: counts(scores.defective),
  };
  const goodHighest = Math.max(1, ...rows.reference.map((count, i) => count + rows.good[i]));
  const badHighest = Math.max(1, ...rows.bad);
  const up = (count: number) => (count / goodHighest) * (MIDDLE - 24);
  const down = (count: number) => (count / badHighest) * (HEIGHT - MIDDLE - 24);
  const width = WIDTH / BINS - 1;
  const drag = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    if (event.buttons === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    onThreshold(low + share * (high - low));
  };
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('histogram')}
      onPointerDown={drag}
      onPointerMove={drag}
    >
      {rows.reference.map((count, i) => (
        <g key={i} transform={`translate(${(i * WIDTH) / BINS} 0)`}>
          <rect class="reference" y={MIDDLE - up(count)} width={width} height={up(count)} />
          <rect
            class="good"
            y={MIDDLE - up(count) - up(rows.good[i])}
            width={width}
            height={up(rows.good[i])}
          />
          <rect class="bad" y={MIDDLE + 2} width={width} height={down(rows.bad[i])} />
        </g>
      ))}
      <line class="limit" x1={0} x2={WIDTH} y1={MIDDLE + 1} y2={MIDDLE + 1} stroke-width="1" />
      <text x="4" y="14">
        {t('goodImages')} ↑
      </text>
      <text x="4" y={HEIGHT - 6}>
        {t('knownDefects')} ↓
      </text>
      <line class="limit" x1={x(threshold)} x2={x(threshold)} y1={0} y2={HEIGHT} />
    </svg>
  );
}
