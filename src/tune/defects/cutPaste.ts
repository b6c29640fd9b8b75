import type { RgbImage } from '../../core/image/index.ts';
import type { Random } from '../../core/random/index.ts';
import { blend, changedColor, type GeneratedDefect } from './blend.ts';

/**
 * Pastes a rectangle of the image elsewhere, somewhat brighter or darker (Li et al., "CutPaste", CVPR
 * 2021). It covers 2 to 8 % of the image, with an aspect ratio of up to 3.
 */
export function cutPaste(good: RgbImage, random: Random): GeneratedDefect {
  const { height, width } = good;
  const area = (0.02 + 0.06 * random.uniform()) * height * width;
  const aspect = 3 ** (2 * random.uniform() - 1);
  const boxHeight = clamp(Math.round(Math.sqrt(area * aspect)), 1, height - 1);
  const boxWidth = clamp(Math.round(Math.sqrt(area / aspect)), 1, width - 1);
  const [fromY, toY] = [random.integer(height - boxHeight), random.integer(height - boxHeight)];
  const [fromX, toX] = [random.integer(width - boxWidth), random.integer(width - boxWidth)];
  const gain = random.uniform() < 0.5 ? 0.7 + 0.2 * random.uniform() : 1.1 + 0.2 * random.uniform();
  return blend(
    good,
    { y: toY, x: toX, height: boxHeight, width: boxWidth },
    () => 1,
    (y, x) =>
      changedColor(good, (y + fromY - toY) * width + x + fromX - toX, (value) => gain * value),
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
