import { Grid, type GridRows } from '../../tensor/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { type Affine, applyAffine } from './Affine.ts';

/**
 * Warps a grid: each value of the result, which has the same size, is interpolated bilinearly at another
 * place of the grid; it is 0 where that place lies outside.
 *
 * @param toSource maps places of the result to places of the grid.
 */
export function warpGrid(
  { height, width, data }: Pick<Grid, 'height' | 'width' | 'data'>,
  toSource: Affine,
): Grid {
  const out = new Float32Array(data.length);
  const source = {
    height,
    width,
    row: (y: number) => data.subarray(y * width, (y + 1) * width),
  };
  for (let y = 0; y < height; y++) warpRow(source, toSource, y, out.subarray(y * width));
  return new Grid(height, width, out);
}

/**
 * Writes row `y` of {@link warpGrid} into the first values of `out`, which hold zeros.
 *
 * @param source a row of it must stay valid until two more rows are read.
 */
export function warpRow(source: GridRows, toSource: Affine, y: number, out: Float32Array): void {
  const { height, width } = source;
  let { y: fromY, x: fromX } = applyAffine(toSource, { y: y + 0.5, x: 0.5 });
  let held = -1;
  let upperRow = out;
  let lowerRow = out;
  for (let x = 0; x < width; x++, fromY += toSource.yx, fromX += toSource.xx) {
    if (fromY < 0 || fromX < 0 || fromY > height || fromX > width) continue;
    const row = Math.min(height - 1, Math.max(0, fromY - 0.5));
    const column = Math.min(width - 1, Math.max(0, fromX - 0.5));
    const top = Math.floor(row);
    const left = Math.floor(column);
    if (top !== held) {
      held = top;
      upperRow = source.row(top);
      lowerRow = source.row(Math.min(height - 1, top + 1));
    }
    const right = left + 1 < width ? left + 1 : left;
    const across = column - left;
    const upper = upperRow[left] + (upperRow[right] - upperRow[left]) * across;
    const lower = lowerRow[left] + (lowerRow[right] - lowerRow[left]) * across;
    out[x] = upper + (lower - upper) * (row - top);
  }
}

/**
 * Warps an image: each pixel of the result, which has the same size, is interpolated bilinearly at
 * another place of the image; edges are clamped.
 *
 * @param toSource maps places of the result to places of `image`.
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
