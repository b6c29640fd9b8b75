import { NominalError } from '../../errors/index.ts';
import type { MaskPixels } from '../../image/index.ts';

/** Value of a pixel half covered by the defect, in a mask with soft edges. */
const HALF_WHITE = 128;
/** Lossy formats surround a shape with values below this. */
const NOISE = 16;
/** More distinct values than this are shades, not classes. */
const MOST_LABELS = 16;
/** Up to this many values may be classes even where none of them covers an area. */
const MOST_THIN_LABELS = 4;
/** Soft edges end within this many pixels of the shape. */
const EDGE_PX = 2;
/** Share of the darker pixels that may lie in areas of one value by chance, for example in enlarged masks. */
const CHANCE_SHARE = 0.1;

/**
 * The value from which a pixel of a mask is defective, for masks whose source does not state it.
 *
 * A mask with soft edges, such as those of MTD, holds all of 0..255 along its outlines; there, a pixel
 * is defective from half of full white on. A mask of class labels holds few values and areas of each;
 * there, every value but 0 is defective, including the darkest class. A mask without any value from
 * half of white on is a mask of labels too. Soft edges have no block of 3 × 3 pixels of one darker
 * value (none of the 388 masks of MTD that mark anything has one, even stored as JPEG, WebP or at half
 * their size), and labels drawn thinner than that lie apart from the bright pixels (decision 087).
 *
 * @param name of the mask, for the error.
 * @throws NominalError DATASET_LAYOUT if it may be either: areas of a darker value among many shades.
 */
export function defectThreshold(
  { height, width, values, isLossy }: MaskPixels,
  name: string,
): number {
  const lowest = isLossy ? NOISE : 1;
  const isDark = (value: number) => value >= lowest && value < HALF_WHITE;
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]++;
  const shades = [...counts.keys()].filter((value) => isDark(value) && counts[value] > 0);
  const brightPixels = counts.subarray(HALF_WHITE).reduce((sum, count) => sum + count, 0);
  if (brightPixels === 0) return 1;
  if (shades.length === 0) return HALF_WHITE;
  const darkPixels = shades.reduce((sum, value) => sum + counts[value], 0);
  let covered = 0;
  let apart = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = values[i];
      if (!isDark(value)) continue;
      if (isEvery(values, height, width, y, x, 1, (other) => other === value)) covered++;
      if (isEvery(values, height, width, y, x, EDGE_PX, (other) => other < HALF_WHITE)) apart++;
    }
  }
  if (shades.length <= MOST_THIN_LABELS && 2 * apart >= darkPixels) return lowest;
  if (covered === 0) return HALF_WHITE;
  if (shades.length <= MOST_LABELS) return lowest;
  if (covered <= CHANCE_SHARE * darkPixels) return HALF_WHITE;
  const largest = shades.reduce((a, b) => (counts[b] > counts[a] ? b : a));
  throw new NominalError('DATASET_LAYOUT', {
    what: `${name} may mark several classes by their values, or one defect with soft edges`,
    expected:
      'few values with areas of each, or values below 128 only along the edges of brighter ones',
    received: `${shades.length} values below 128, and ${counts[largest]} pixels of ${largest} alone`,
    remedy: 'Save it as PNG with 0 for good and 255 for defective pixels',
    details: { path: name, shades: shades.length, covered },
  });
}

/** Whether all pixels within `reach` of one pass. With a reach of 1, the block must lie within the mask. */
function isEvery(
  values: Uint8Array,
  height: number,
  width: number,
  y: number,
  x: number,
  reach: number,
  passes: (value: number) => boolean,
): boolean {
  const whole = reach === 1 && (y === 0 || x === 0 || y === height - 1 || x === width - 1);
  if (whole) return false;
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
      if (!passes(values[row * width + column])) return false;
    }
  }
  return true;
}
