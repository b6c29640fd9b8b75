import type { ReportData } from './ReportData.ts';

const frame = { left: 46, right: 12, top: 12, bottom: 42, side: 250 };
const mostPoints = 1500;

/** An SVG of a ROC curve; very long curves are thinned to points that a screen can tell apart. */
export function renderRoc(points: NonNullable<ReportData['roc']>): string {
  const inner = {
    height: frame.side - frame.top - frame.bottom,
    width: frame.side + 34 - frame.left - frame.right,
  };
  const width = frame.side + 34;
  const xOf = (rate: number): number => frame.left + rate * inner.width;
  const yOf = (rate: number): number => frame.top + (1 - rate) * inner.height;
  const step = Math.max(1, Math.ceil(points.length / mostPoints));
  const shown = points.filter((_, i) => i % step === 0 || i === points.length - 1);
  const path = shown
    .map((p) => `${xOf(p.falsePositiveRate).toFixed(2)},${yOf(p.truePositiveRate).toFixed(2)}`)
    .join(' ');
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (rate) =>
      `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${yOf(rate)}" y2="${yOf(rate)}"/><line class="grid" y1="${frame.top}" y2="${frame.side - frame.bottom}" x1="${xOf(rate)}" x2="${xOf(rate)}"/><text x="${frame.left - 6}" y="${yOf(rate) + 4}" text-anchor="end">${rate}</text><text x="${xOf(rate)}" y="${frame.side - frame.bottom + 18}" text-anchor="middle">${rate}</text>`,
  );
  const middle = frame.top + inner.height / 2;
  return `<svg viewBox="0 0 ${width} ${frame.side}" role="img" aria-label="ROC curve: share of defective images found against share of good images rejected">
${grid.join('')}<line class="chance" x1="${xOf(0)}" y1="${yOf(0)}" x2="${xOf(1)}" y2="${yOf(1)}"/><polyline class="curve" points="${path}"/>
<text x="${frame.left + inner.width / 2}" y="${frame.side - 6}" text-anchor="middle">good rejected</text><text x="11" y="${middle}" text-anchor="middle" transform="rotate(-90 11 ${middle})">defective found</text>
</svg>`;
}
