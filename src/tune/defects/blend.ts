import { RgbImage } from '../../core/image/index.ts';
import type { GeneratedDefect } from './GeneratedDefect.ts';

/**
 * Mixes other values into an image.
 *
 * @param weightAt share of the other value at a pixel, 0..1; a pixel is marked from 0.5 on.
 * @param valueAt other value of a pixel and channel, 0..255.
 */
export function blend(
  good: RgbImage,
  weightAt: (y: number, x: number) => number,
  valueAt: (y: number, x: number, channel: number) => number,
): GeneratedDefect {
  const { height, width } = good;
  const data = good.data.slice();
  const mask = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = weightAt(y, x);
      if (weight <= 0) continue;
      const pixel = y * width + x;
      if (weight >= 0.5) mask[pixel] = 1;
      for (let c = 0; c < 3; c++) {
        const at = pixel * 3 + c;
        data[at] = Math.round((1 - weight) * data[at] + weight * valueAt(y, x, c));
      }
    }
  }
  return { image: new RgbImage(height, width, data), mask };
}
