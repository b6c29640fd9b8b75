import { type Affine, applyAffine } from './index.ts';
import { RgbImage } from '../RgbImage.ts';

/**
 * An image of the same size whose pixels are taken from elsewhere in the given one: bilinear, edges
 * clamped.
 *
 * @param toSource from places of the result to places of `image`.
 */
export function warpImage(image: RgbImage, toSource: Affine): RgbImage {
  const { height, width, data } = image;
  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    let { y: fromY, x: fromX } = applyAffine(toSource, { y: y + 0.5, x: 0.5 });
    for (let x = 0; x < width; x++, at += 3, fromY += toSource.yx, fromX += toSource.xx) {
      const row = Math.min(height - 1, Math.max(0, fromY - 0.5));
      const column = Math.min(width - 1, Math.max(0, fromX - 0.5));
      const top = Math.floor(row);
      const left = Math.floor(column);
      const down = row - top;
      const across = column - left;
      const corner = (top * width + left) * 3;
      const right = left + 1 < width ? 3 : 0;
      const below = top + 1 < height ? 3 * width : 0;
      for (let c = 0; c < 3; c++) {
        const upper = data[corner + c] + (data[corner + right + c] - data[corner + c]) * across;
        const lower =
          data[corner + below + c] +
          (data[corner + below + right + c] - data[corner + below + c]) * across;
        out[at + c] = Math.round(upper + (lower - upper) * down);
      }
    }
  }
  return new RgbImage(height, width, out);
}
