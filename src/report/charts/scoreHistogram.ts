import { formatNumber } from '../../numberText.ts';
import { type PlotOptions, rectY, ruleX, ruleY, text } from '../libraries.ts';
import { inEnglish, type Phrase } from '../texts/phrase.ts';
import { plotSvg } from './plotSvg.ts';

const bins = 40;
const axes = { x: { say: 'axisScore' }, y: { say: 'axisImages' } } as const;

/** Image scores of good (upwards) and defective (downwards) images on one axis, with the threshold. */
export function scoreHistogram(
  good: readonly number[],
  defective: readonly number[],
  threshold: number | null,
): string {
  const counted = histogramBins(good, defective, threshold, bins);
  const width = (counted.to - counted.from) / bins;
  const barsOf = (counts: readonly number[], sign: number) =>
    counts
      .map((count, bin) => ({
        x1: counted.from + bin * width,
        x2: counted.from + (bin + 1) * width,
        count: sign * count,
      }))
      .filter(({ count }) => count !== 0);
  const most = Math.max(1, ...counted.good, ...counted.defective);
  const marked = threshold === null || !Number.isFinite(threshold) ? [] : [threshold];
  const named = (value: number): Phrase => ({
    say: 'thresholdAt',
    values: { value: formatNumber(value) },
  });
  const options: PlotOptions = {
    width: 640,
    height: 260,
    marginTop: 30,
    marginBottom: 38,
    x: { label: inEnglish(axes.x), domain: [counted.from, counted.to], nice: true },
    y: {
      label: inEnglish(axes.y),
      grid: true,
      domain: [-most, most],
      ticks: wholeTicks(most),
      tickFormat: (count: number) => String(Math.abs(count)),
    },
    marks: [
      rectY(barsOf(counted.good, 1), { x1: 'x1', x2: 'x2', y: 'count', fill: 'var(--good)' }),
      rectY(barsOf(counted.defective, -1), {
        x1: 'x1',
        x2: 'x2',
        y: 'count',
        fill: 'var(--bad)',
      }),
      ruleY([0]),
      ruleX(marked, { stroke: 'var(--text)', strokeWidth: 1.5, strokeDasharray: '5 3' }),
      text(marked, {
        x: (value: number) => value,
        text: (value: number) => inEnglish(named(value)),
        frameAnchor: 'top',
        dy: -12,
        textAnchor: thresholdAnchor(marked, counted.from, counted.to),
        fill: 'var(--text)',
        fontWeight: 'bold',
      }),
    ],
  };
  const label: Phrase = {
    say: 'scoresAbout',
    values: { good: good.length, defective: defective.length },
  };
  return plotSvg(label, options, [axes.x, axes.y, ...marked.map(named)]);
}

/** Which end of the threshold's label lies at its line, so that the label is not cut off at an edge of the chart. */
function thresholdAnchor([threshold]: readonly number[], from: number, to: number) {
  const place = (threshold - from) / (to - from);
  if (place < 0.1) return 'start';
  return place > 0.9 ? 'end' : 'middle';
}

/** Two sets of values counted in the same bins. */
export interface HistogramBins {
  readonly from: number;
  /** Exclusive, except that the last bin holds values equal to it. */
  readonly to: number;
  readonly good: readonly number[];
  readonly defective: readonly number[];
}

/**
 * Counts two sets of values in equal bins from the smallest to the largest value of both, including
 * the threshold. Values that are not finite are left out. @param bins number of bins, from 1.
 */
export function histogramBins(
  good: readonly number[],
  defective: readonly number[],
  threshold: number | null,
  bins: number,
): HistogramBins {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const values of [good, defective, threshold === null ? [] : [threshold]]) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  }
  if (from > to) [from, to] = [0, 1];
  if (from === to) [from, to] = [from - 0.5, to + 0.5];
  const count = (values: readonly number[]): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]++;
    }
    return counts;
  };
  return { from, to, good: count(good), defective: count(defective) };
}

/** Ticks at 0 and at most three steps up to a count and down to its negative; a step is 1, 2 or 5 times a power of ten. */
export function wholeTicks(most: number): number[] {
  let power = 1;
  while (10 * power * 3 < most) power *= 10;
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size * 3 >= most) ?? most;
  const steps = Math.floor(most / step);
  return Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * step);
}
