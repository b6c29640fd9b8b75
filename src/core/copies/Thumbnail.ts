import type { RgbImage } from '../image/index.ts';

/** Cells along each side. */
const SIDE = 32;
const CELLS = SIDE * SIDE;

/** A summary of an image, a few kilobytes, by which near copies of it are recognized. */
export interface Thumbnail {
  /** Height of the image in pixels. */
  readonly height: number;
  /** Width of the image in pixels. */
  readonly width: number;
  /** 32 × 32 mean gray levels of equal parts of the image, row-major, 0..255. */
  readonly means: Float32Array;
  /** The most that a shift of one pixel down and one pixel right changes each mean. */
  readonly slopes: Float32Array;
}

/** Makes the thumbnail of an image of any size. */
export function thumbnailOf({ height, width, data }: RgbImage): Thumbnail {
  const grayAt = (at: number) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  const gray = (y: number, x: number) =>
    grayAt(3 * (Math.min(y, height - 1) * width + Math.min(x, width - 1)));
  const means = new Float32Array(CELLS);
  const slopes = new Float32Array(CELLS);
  for (let cell = 0; cell < CELLS; cell++) {
    const [top, bottom] = partOf(Math.floor(cell / SIDE), height);
    const [left, right] = partOf(cell % SIDE, width);
    let sum = 0;
    let entering = 0;
    for (let y = top; y < bottom; y++) {
      // The part lies within the image.
      const end = 3 * (y * width + right);
      for (let at = 3 * (y * width + left); at < end; at += 3) sum += grayAt(at);
      entering += gray(y, right) - gray(y, left);
    }
    let below = 0;
    for (let x = left; x < right; x++) below += gray(bottom, x) - gray(top, x);
    const pixels = (bottom - top) * (right - left);
    means[cell] = sum / pixels;
    slopes[cell] = (Math.abs(entering) + Math.abs(below)) / pixels;
  }
  return { height, width, means, slopes };
}

/** Start and end of one of the 32 parts of a side; on short sides the parts overlap. */
function partOf(part: number, side: number): readonly [start: number, end: number] {
  const start = Math.floor((part * side) / SIDE);
  return [start, Math.max(start + 1, Math.floor(((part + 1) * side) / SIDE))];
}

/** Standard deviation of the sensor noise assumed in frames of one burst, in gray levels. */
const NOISE = 2;
/** Deviation of the noisiest of 1024 cells, in standard deviations. */
const LARGEST_OF_CELLS = 4.5;
/** Smallest difference of means that counts: encoding and a flickering lamp may cause less. */
const LEAST_LEVEL = 1;
/** Pixels by which frames of one burst may be shifted, with a margin for the unequal slopes next to an edge. */
const SHIFT = 1.5;

/**
 * The distance between two images, in units of the largest change that noise of 2 gray levels and a shift
 * of one pixel can make to a cell: up to 1 they may well be frames of one burst.
 *
 * @param limit distance from which on the exact value does not matter.
 * @returns at least 0; infinite for images of different sizes and for distances of `limit` or more.
 */
export function thumbnailDistance(a: Thumbnail, b: Thumbnail, limit: number): number {
  if (a.height !== b.height || a.width !== b.width) return Number.POSITIVE_INFINITY;
  const pixels = Math.max(1, (a.height / SIDE) * (a.width / SIDE));
  const noise = Math.max(LEAST_LEVEL, LARGEST_OF_CELLS * NOISE * Math.sqrt(2 / pixels));
  let largest = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const allowed = noise + SHIFT * Math.max(a.slopes[cell], b.slopes[cell]);
    const distance = Math.abs(a.means[cell] - b.means[cell]) / allowed;
    if (distance <= largest) continue;
    if (distance >= limit) return Number.POSITIVE_INFINITY;
    largest = distance;
  }
  return largest;
}
