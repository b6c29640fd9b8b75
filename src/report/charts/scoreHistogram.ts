import { rectY, ruleX, ruleY, text } from '@observablehq/plot';
import { formatNumber } from '../formatNumber.ts';
import { histogramBins } from '../histogramBins.ts';
import { plotSvg } from './plotSvg.ts';
import { wholeTicks } from './wholeTicks.ts';

const bins = 40;

/** Image scores of good (upwards) and defective (downwards) images over one axis, with the threshold. */
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
  const label = `Histogram of image scores: ${good.length} good above the line, ${defective.length} defective below`;
  return plotSvg(label, {
    width: 640,
    height: 260,
    marginTop: 30,
    marginBottom: 38,
    x: { label: 'image score', domain: [counted.from, counted.to], nice: true },
    y: {
      label: 'images',
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
        text: (value: number) => `threshold ${formatNumber(value)}`,
        frameAnchor: 'top',
        dy: -12,
        textAnchor: thresholdAnchor(marked, counted.from, counted.to),
        fill: 'var(--text)',
        fontWeight: 'bold',
      }),
    ],
  });
}

/** Which end of the threshold's label lies at its line, so that none is cut off at the edge of the chart. */
function thresholdAnchor([threshold]: readonly number[], from: number, to: number) {
  const place = (threshold - from) / (to - from);
  if (place < 0.1) return 'start';
  return place > 0.9 ? 'end' : 'middle';
}
