import { type Box, RgbImage } from '../../core/image/index.ts';
import type { GeneratedDefect } from './GeneratedDefect.ts';

/**
 * Mixes other values into an image.
 *
 * Cost: a copy of the image, and the pixels of the box.
 *
 * @param box outside of which nothing is covered, in pixels; it may reach beyond the image.
 * @param coverAt how much of a pixel the defect covers, 0..1; it is marked from 0.5 on.
 * @param colorAt other values of a pixel, 0..255.
 * @param strength share of the other value where the defect covers a pixel wholly, above 0 to 1.
 */
export function blend(
  good: RgbImage,
  box: Box,
  coverAt: (y: number, x: number) => number,
  colorAt: (y: number, x: number) => readonly [red: number, green: number, blue: number],
  strength = 1,
): GeneratedDefect {
  const { height, width } = good;
  const data = good.data.slice();
  const mask = new Uint8Array(height * width);
  const [bottom, right] = [box.y + box.height, box.x + box.width];
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, right); x++) {
      const cover = coverAt(y, x);
      if (cover <= 0) continue;
      const weight = strength * cover;
      const pixel = y * width + x;
      if (cover >= 0.5) mask[pixel] = 1;
      const color = colorAt(y, x);
      for (let c = 0; c < 3; c++) {
        const at = pixel * 3 + c;
        data[at] = Math.round((1 - weight) * data[at] + weight * color[c]);
      }
    }
  }
  return { image: new RgbImage(height, width, data), mask };
}
