import { heatColor } from '../../core/image/index.ts';
import { formatNumber } from '../../numberText.ts';
import type { HeatScale } from '../../core/calibration/index.ts';
import { createElement } from '../libraries.ts';
import { inEnglish, type ReportText } from '../texts/phrase.ts';
import { said, saidWithin, Say } from './Say.tsx';

const widthPx = 340;
const marginPx = 30;
const lengthPx = widthPx - 2 * marginPx;
const STEPS = 70;

/** Explains the colors of the heat maps: a bar with the scores at its ends and at the pixel threshold, and a caption. */
export function ColorBar({ scale: { zeroAt, thresholdAt, fullAt } }: { scale: HeatScale }) {
  const placeOf = (score: number) => marginPx + (lengthPx * (score - zeroAt)) / (fullAt - zeroAt);
  const ticks: { readonly x: number; readonly text: ReportText }[] = [
    { x: placeOf(zeroAt), text: formatNumber(zeroAt) },
    {
      x: placeOf(thresholdAt),
      text: { say: 'colorsThreshold', values: { value: formatNumber(thresholdAt) } },
    },
    { x: placeOf(fullAt), text: `≥ ${formatNumber(fullAt)}` },
  ];
  return (
    <figure class="heat-scale">
      <svg
        role="img"
        {...said('aria-label', {
          say: 'colorsAbout',
          values: {
            low: formatNumber(zeroAt),
            high: formatNumber(fullAt),
            threshold: formatNumber(thresholdAt),
          },
        })}
        viewBox={`0 0 ${widthPx} 42`}
        width={widthPx}
        height={42}
        fill="currentColor"
      >
        {Array.from({ length: STEPS }, (_, step) => (
          <rect
            x={marginPx + (lengthPx * step) / STEPS}
            y={3}
            // Each step reaches under the next one, so that no gap shows between them.
            width={Math.min(2, STEPS - step) * (lengthPx / STEPS)}
            height={18}
            fill={`rgb(${heatColor(step / (STEPS - 1))
              .map(Math.round)
              .join(' ')})`}
          />
        ))}
        {ticks.map(({ x, text }) => [
          <path d={`M${x} 0v24`} stroke="currentColor" stroke-width={1.5} />,
          <text x={x} y={38} text-anchor="middle" {...saidWithin(text)}>
            {inEnglish(text)}
          </text>,
        ])}
      </svg>
      <figcaption>
        <Say text={{ say: 'colorsNote' }} />
      </figcaption>
    </figure>
  );
}
