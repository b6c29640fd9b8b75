import { formatNumber } from './formatNumber.ts';
import { histogramBins } from './histogramBins.ts';
import { niceTicks } from './niceTicks.ts';
import type { ReportData } from './ReportData.ts';

const frame = { left: 44, right: 12, top: 26, bottom: 42, height: 250, width: 560 };
const bins = 32;

/** An SVG of the scores of good (upwards) and defective (downwards) images over one axis, with the threshold. */
export function renderHistogram(scores: ReportData['scores']): string {
  const counted = histogramBins(scores.good, scores.defective, scores.threshold, bins);
  const innerWidth = frame.width - frame.left - frame.right;
  const innerHeight = frame.height - frame.top - frame.bottom;
  const most = Math.max(1, ...counted.good, ...counted.defective);
  const middle = frame.top + innerHeight / 2;
  const xOf = (value: number): number =>
    frame.left + ((value - counted.from) / (counted.to - counted.from)) * innerWidth;
  const tall = (count: number): number => (count / most) * (innerHeight / 2 - 2);
  const barWidth = innerWidth / bins;
  const bar = (kind: string, count: number, bin: number): string => {
    if (count === 0) return '';
    const y = kind === 'good' ? middle - tall(count) : middle;
    return `<rect class="${kind}" x="${px(frame.left + bin * barWidth + 0.75)}" y="${px(y)}" width="${px(barWidth - 1.5)}" height="${px(tall(count))}"/>`;
  };
  const ticks = niceTicks(counted.from, counted.to, 6).map(
    (tick) =>
      `<line class="tick" x1="${px(xOf(tick))}" x2="${px(xOf(tick))}" y1="${frame.height - frame.bottom}" y2="${frame.height - frame.bottom + 5}"/><text x="${px(xOf(tick))}" y="${frame.height - frame.bottom + 18}" text-anchor="middle">${formatNumber(tick)}</text>`,
  );
  const countTicks = niceTicks(0, most, 3)
    .filter((tick) => tick > 0 && Number.isInteger(tick))
    .flatMap((tick) => [middle - tall(tick), middle + tall(tick)].map((y) => ({ y, tick })))
    .map(
      ({ y, tick }) =>
        `<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${px(y)}" y2="${px(y)}"/><text x="${frame.left - 6}" y="${px(y + 4)}" text-anchor="end">${tick}</text>`,
    );
  const { threshold } = scores;
  const line =
    threshold === null || !Number.isFinite(threshold)
      ? ''
      : thresholdLine(xOf(threshold), threshold);
  return `<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Histogram of image scores: ${scores.good.length} good above the line, ${scores.defective.length} defective below">
${countTicks.join('')}${counted.good.map((count, bin) => bar('good', count, bin)).join('')}${counted.defective.map((count, bin) => bar('defective', count, bin)).join('')}
<line class="axis" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${middle}" y2="${middle}"/>${ticks.join('')}
<text x="${frame.left + innerWidth / 2}" y="${frame.height - 6}" text-anchor="middle">image score</text>${line}
</svg>`;
}

function thresholdLine(x: number, threshold: number): string {
  const bottom = frame.height - frame.bottom;
  // Beside the line where there is room, so that the label is never cut off.
  const anchor = x > frame.width * 0.8 ? 'end' : x < frame.width * 0.2 ? 'start' : 'middle';
  return `<line class="threshold" x1="${px(x)}" x2="${px(x)}" y1="${frame.top - 4}" y2="${bottom}"/><text class="strong" x="${px(x)}" y="${frame.top - 9}" text-anchor="${anchor}">threshold ${formatNumber(threshold)}</text>`;
}

function px(value: number): string {
  return String(Number(value.toFixed(2)));
}
