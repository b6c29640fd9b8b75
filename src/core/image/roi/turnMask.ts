import type { Size } from '../resample/preprocess.ts';

type Place = readonly [y: number, x: number];

/** By EXIF orientation: which stored pixel is shown at (y, x), where the last row and column are stored ones. */
const storedAt: Readonly<
  Record<number, (y: number, x: number, lastRow: number, lastColumn: number) => Place>
> = {
  2: (y, x, _, right) => [y, right - x],
  3: (y, x, bottom, right) => [bottom - y, right - x],
  4: (y, x, bottom) => [bottom - y, x],
  5: (y, x) => [x, y],
  6: (y, x, bottom) => [bottom - x, y],
  7: (y, x, bottom, right) => [bottom - x, right - y],
  8: (y, x, _, right) => [x, right - y],
};

/**
 * Turns and mirrors a mask as an image of that EXIF orientation is shown.
 *
 * @param values height × width stored values, row-major.
 * @param orientation 1..8; sides are swapped from 5 on.
 * @returns the values as they are shown, the same array for 1.
 */
export function turnMask(
  values: Uint8Array,
  { height, width }: Size,
  orientation: number,
): Uint8Array {
  const source = storedAt[orientation];
  if (source === undefined) return values;
  const [rows, columns] = orientation >= 5 ? [width, height] : [height, width];
  const turned = new Uint8Array(values.length);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      const [row, column] = source(y, x, height - 1, width - 1);
      turned[i] = values[row * width + column];
    }
  }
  return turned;
}
