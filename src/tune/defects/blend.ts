import { RgbImage } from '../../core/image/index.ts';
import type { GeneratedDefect } from './GeneratedDefect.ts';

/**
 * Mixes other values into an image.
 *
 * @param coverAt how much of a pixel the defect covers, 0..1; it is marked from 0.5 on.
 * @param valueAt other value of a pixel and channel, 0..255.
 * @param strength share of the other value where the defect covers a pixel wholly, above 0 to 1.
 */
export function blend(
  good: RgbImage,
  coverAt: (y: number, x: number) => number,
  valueAt: (y: number, x: number, channel: number) => number,
  strength = 1,
): GeneratedDefect {
  const { height, width } = good;
  const data = good.data.slice();
  const mask = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cover = coverAt(y, x);
      if (cover <= 0) continue;
      const weight = strength * cover;
      const pixel = y * width + x;
      if (cover >= 0.5) mask[pixel] = 1;
      for (let c = 0; c < 3; c++) {
        const at = pixel * 3 + c;
        data[at] = Math.round((1 - weight) * data[at] + weight * valueAt(y, x, c));
      }
    }
  }
  return { image: new RgbImage(height, width, data), mask };
}
