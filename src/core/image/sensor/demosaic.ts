import type { Size } from '../Box.ts';
import type { BayerOrder } from './pixelFormats.ts';

/** Where red lies in the first 2 × 2 pixels: row and column. */
const redAt: Readonly<Record<BayerOrder, readonly [number, number]>> = {
  RG: [0, 0],
  GR: [0, 1],
  GB: [1, 0],
  BG: [1, 1],
};

/**
 * Makes colors of a sensor's mosaic by the linear filters of Malvar, He and Cutler (ICASSP 2004):
 * bilinear interpolation, corrected by the gradient of the color that each pixel has. Beyond an edge the
 * mosaic is mirrored about the outermost pixel, which keeps its colors.
 *
 * @param mosaic height · width values from 0 to `largest`; at least 3 pixels a side.
 * @returns red, green and blue of each pixel, interleaved, of the same type, rounded half up and
 *   limited to 0..largest.
 */
export function demosaic<Values extends Uint8Array | Uint16Array>(
  mosaic: Values,
  { height, width }: Size,
  order: BayerOrder,
  largest: number,
): Values {
  if (height < 3 || width < 3) throw new RangeError('a mosaic has at least 3 pixels a side');
  const rgb = (
    mosaic instanceof Uint8Array
      ? new Uint8Array(3 * height * width)
      : new Uint16Array(3 * height * width)
  ) as Values;
  const [redRow, redColumn] = redAt[order];
  const columns = mirroredIndices(width);
  const rows = mirroredIndices(height);
  // Sums are sixteenths; 8 of them round half up.
  const level = (sixteenths: number) => {
    const value = (sixteenths + 8) >> 4;
    return value < 0 ? 0 : value > largest ? largest : value;
  };
  for (let y = 0; y < height; y++) {
    const at = (dy: number) => rows[y + dy + 2] * width;
    const [up2, up1, here, down1, down2] = [at(-2), at(-1), at(0), at(1), at(2)];
    const isRedRow = (y & 1) === redRow;
    for (let x = 0, to = 3 * y * width; x < width; x++, to += 3) {
      const [left2, left1] = [columns[x], columns[x + 1]];
      const [right1, right2] = [columns[x + 3], columns[x + 4]];
      const own = mosaic[here + x];
      const isRedColumn = (x & 1) === redColumn;
      const beside = mosaic[here + left1] + mosaic[here + right1];
      const above = mosaic[up1 + x] + mosaic[down1 + x];
      const beside2 = mosaic[here + left2] + mosaic[here + right2];
      const above2 = mosaic[up2 + x] + mosaic[down2 + x];
      const corners =
        mosaic[up1 + left1] + mosaic[up1 + right1] + mosaic[down1 + left1] + mosaic[down1 + right1];
      if (isRedRow === isRedColumn) {
        // A red or blue pixel: green from the four next to it, the other color from the corners.
        const green = level(8 * own + 4 * (beside + above) - 2 * (beside2 + above2));
        const other = level(12 * own + 4 * corners - 3 * (beside2 + above2));
        rgb[to] = isRedRow ? own : other;
        rgb[to + 1] = green;
        rgb[to + 2] = isRedRow ? other : own;
      } else {
        // A green pixel: one color lies to its sides, the other above and below.
        const sides = level(10 * own + 8 * beside - 2 * (corners + beside2) + above2);
        const ends = level(10 * own + 8 * above - 2 * (corners + above2) + beside2);
        rgb[to] = isRedRow ? sides : ends;
        rgb[to + 1] = own;
        rgb[to + 2] = isRedRow ? ends : sides;
      }
    }
  }
  return rgb;
}

/** The pixels −2 .. length + 1 of a row, those beyond its ends mirrored about the outermost ones. */
function mirroredIndices(length: number): Int32Array {
  return Int32Array.from({ length: length + 4 }, (_, i) => {
    const index = Math.abs(i - 2);
    return index < length ? index : 2 * (length - 1) - index;
  });
}
