import type { Box } from '../resample/preprocess.ts';
import type { RgbImage } from '../RgbImage.ts';

/**
 * Draws a frame just outside a box, so that it hides nothing of what it marks.
 *
 * @param image changed in place.
 * @param color red, green, blue, 0..255.
 * @param linePx by default a three-hundredth of the shorter side.
 */
export function drawBox(
  image: RgbImage,
  box: Box,
  color: readonly [number, number, number],
  linePx = Math.max(1, Math.round(Math.min(image.height, image.width) / 300)),
): void {
  const top = Math.floor(box.y);
  const left = Math.floor(box.x);
  const bottom = Math.ceil(box.y + box.height);
  const right = Math.ceil(box.x + box.width);
  for (let y = Math.max(0, top - linePx); y < Math.min(image.height, bottom + linePx); y++) {
    for (let x = Math.max(0, left - linePx); x < Math.min(image.width, right + linePx); x++) {
      const inside = y >= top && y < bottom && x >= left && x < right;
      if (!inside) image.data.set(color, (y * image.width + x) * 3);
    }
  }
}
