import { type Affine, applyAffine } from './affine/index.ts';
import { Grid } from '../tensor/index.ts';

/**
 * A grid of the same size whose values are taken from elsewhere in the given one: bilinear, and 0 where
 * that is beyond it.
 *
 * @param toSource from places of the result to places of `grid`.
 */
export function warpGrid(
  { height, width, data }: Pick<Grid, 'height' | 'width' | 'data'>,
  toSource: Affine,
): Grid {
  const out = new Float32Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    let { y: fromY, x: fromX } = applyAffine(toSource, { y: y + 0.5, x: 0.5 });
    for (let x = 0; x < width; x++, at++, fromY += toSource.yx, fromX += toSource.xx) {
      if (fromY < 0 || fromX < 0 || fromY > height || fromX > width) continue;
      const row = Math.min(height - 1, Math.max(0, fromY - 0.5));
      const column = Math.min(width - 1, Math.max(0, fromX - 0.5));
      const top = Math.floor(row);
      const left = Math.floor(column);
      const corner = top * width + left;
      const right = left + 1 < width ? 1 : 0;
      const below = top + 1 < height ? width : 0;
      const across = column - left;
      const upper = data[corner] + (data[corner + right] - data[corner]) * across;
      const lower =
        data[corner + below] + (data[corner + below + right] - data[corner + below]) * across;
      out[at] = upper + (lower - upper) * (row - top);
    }
  }
  return new Grid(height, width, out);
}
