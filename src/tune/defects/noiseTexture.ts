import type { RgbImage } from '../../core/image/index.ts';
import type { Random } from '../../core/random/index.ts';
import { fractalNoise } from '../../demo/index.ts';
import { blend, type GeneratedDefect } from './blend.ts';

/** Farthest that a blob reaches from its center, in radii. */
const MAX_REACH = 2;

/**
 * Adds a blob with a noisy outline, filled with a foreign texture (after Zavrtanik et al., "DRÆM", ICCV
 * 2021, whose textures come from another data set). Its radius is 8 to 25 % of the shorter side, and
 * the outline deviates from it by up to half. In a gray image the blob is gray, because its color alone
 * would give it away.
 */
export function noiseTexture(good: RgbImage, random: Random): GeneratedDefect {
  const { height, width } = good;
  const side = Math.min(height, width);
  const radius = side * (0.08 + 0.17 * random.uniform());
  const [centerY, centerX] = [random.integer(height), random.integer(width)];
  const field = 1000 * random.uniform();
  const outline = 4 / radius;
  const grain = (1 + 3 * random.uniform()) / 4;
  const strength = 0.35 + 0.45 * random.uniform();
  const color = [random.uniform(), random.uniform(), random.uniform()];
  const tint = isGray(good) ? [color[0], color[0], color[0]] : color;
  return blend(
    good,
    {
      y: centerY - MAX_REACH * radius,
      x: centerX - MAX_REACH * radius,
      height: 2 * MAX_REACH * radius + 1,
      width: 2 * MAX_REACH * radius + 1,
    },
    (y, x) => {
      const away = Math.sqrt((y - centerY) ** 2 + (x - centerX) ** 2) / radius;
      if (away > MAX_REACH) return 0;
      // The noise stretches the distance, so that the center belongs to every blob.
      const edge = away * (1 + 0.9 * fractalNoise(field + x * outline, field + y * outline, 3));
      return coverAt(1 - edge);
    },
    (y, x) => {
      const light = 0.6 + 0.4 * fractalNoise(x * grain, field + y * grain, 2);
      return [255 * tint[0] * light, 255 * tint[1] * light, 255 * tint[2] * light];
    },
    strength,
  );
}

/** 0 outside, 1 inside, over a soft edge. */
function coverAt(depth: number): number {
  return Math.max(0, Math.min(1, depth * 8));
}

/** Whether the channels differ, on average, by no more than rounding and compression of gray explain. */
function isGray({ data }: RgbImage): boolean {
  let apart = 0;
  for (let i = 0; i < data.length; i += 3) {
    apart += Math.abs(data[i] - data[i + 1]) + Math.abs(data[i] - data[i + 2]);
  }
  return (3 * apart) / data.length < 4;
}
