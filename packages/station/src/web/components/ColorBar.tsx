import { heatColor } from 'nominal-vision/internal/core/image';
import { decimal, t } from '../t.ts';
import type { Inspection } from '../types.ts';

const STEPS = 12;
const gradient = Array.from({ length: STEPS + 1 }, (_, step) => {
  const [red, green, blue] = heatColor(step / STEPS).map(Math.round);
  return `rgb(${red} ${green} ${blue})`;
}).join(', ');

/** What the colors of a map mean: the scores at both ends, and the pixel threshold between them. */
export function ColorBar({ details: { heatScale, pixelThreshold } }: Pick<Inspection, 'details'>) {
  const [low, high] = [heatScale[0], heatScale[heatScale.length - 1]];
  const at = Math.min(100, Math.max(0, (100 * (pixelThreshold - low)) / (high - low)));
  return (
    <div
      class="color-bar"
      role="img"
      aria-label={t('colorBar', {
        low: decimal(low, 1),
        high: decimal(high, 1),
        threshold: decimal(pixelThreshold, 1),
      })}
    >
      <div class="colors" style={{ background: `linear-gradient(to right, ${gradient})` }}>
        <i style={{ left: `${at}%` }} />
      </div>
      <div class="ends">
        <span>{decimal(low, 1)}</span>
        <span>
          {t('pixelThreshold')} {decimal(pixelThreshold, 1)}
        </span>
        <span>≥ {decimal(high, 1)}</span>
      </div>
    </div>
  );
}
