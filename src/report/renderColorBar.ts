import { heatColor } from '../core/image/index.ts';
import { escapeHtml } from './escapeHtml.ts';
import { formatNumber } from './formatNumber.ts';
import type { HeatScale } from './HeatScale.ts';

const widthPx = 340;
const marginPx = 30;
const STEPS = 70;

/** What the colors of the heat maps mean: a bar with the scores at its ends and at the pixel threshold, and a sentence. */
export function renderColorBar({ zeroAt, thresholdAt, fullAt }: HeatScale): string {
  const lengthPx = widthPx - 2 * marginPx;
  const placeOf = (score: number) => marginPx + (lengthPx * (score - zeroAt)) / (fullAt - zeroAt);
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const color = heatColor(i / (STEPS - 1)).map(Math.round);
    const x = marginPx + (lengthPx * i) / STEPS;
    // Each reaches below the next, so that no gap shines through.
    return `<rect x="${x}" y="3" width="${Math.min(2, STEPS - i) * (lengthPx / STEPS)}" height="18" fill="rgb(${color.join(' ')})"/>`;
  });
  const ticks = [
    [zeroAt, formatNumber(zeroAt)],
    [thresholdAt, `${formatNumber(thresholdAt)} threshold`],
    [fullAt, `≥ ${formatNumber(fullAt)}`],
  ] as const;
  const marks = ticks.map(([score, text]) => {
    const x = placeOf(score);
    return `<path d="M${x} 0v24" stroke="currentColor" stroke-width="1.5"/><text x="${x}" y="38" text-anchor="middle">${escapeHtml(text)}</text>`;
  });
  const label = `Colors from a pixel score of ${formatNumber(zeroAt)}, dark, to ${formatNumber(fullAt)}, light; pixel threshold ${formatNumber(thresholdAt)}`;
  return `<figure class="heat-scale"><svg role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${widthPx} 42" width="${widthPx}" height="42" fill="currentColor">${steps.join('')}${marks.join('')}</svg>
<figcaption>The color of an anomaly map is the score of each place, on one scale for all images: from what is typical of good images to as far above the model’s own pixel threshold as that lies above it. Places above the threshold, in the lighter half of the colors, are outlined in cyan where they make a region; grey was not inspected.</figcaption></figure>`;
}
