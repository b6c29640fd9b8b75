import type { Size } from '../Box.ts';

/** Encodes a mask as run lengths, alternately of zeros and of other values, zeros first. */
export function maskRuns(mask: Uint8Array): number[] {
  const runs: number[] = [];
  let inside = false;
  let length = 0;
  for (const value of mask) {
    if ((value !== 0) !== inside) {
      runs.push(length);
      inside = !inside;
      length = 0;
    }
    length++;
  }
  return [...runs, length];
}

/** Decodes the runs of {@link maskRuns} to a mask of 0 and 1. @throws RangeError if they do not add up to `length`. */
export function maskOfRuns(runs: readonly number[], length: number): Uint8Array {
  const mask = new Uint8Array(length);
  let at = 0;
  for (const [i, run] of runs.entries()) {
    if (i % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  }
  if (at !== length) throw new RangeError(`runs of ${at} values for a mask of ${length}`);
  return mask;
}

/**
 * Sets the pixels of a mask whose centers lie in a polygon (even-odd rule).
 *
 * @param mask height × width values, changed in place.
 * @param corners x, y, in pixels; (0, 0) is the upper left corner of the first pixel.
 */
export function fillPolygon(
  mask: Uint8Array,
  height: number,
  width: number,
  corners: readonly (readonly [x: number, y: number])[],
): void {
  const levels = corners.map(([, y]) => y);
  const [first, last] = [Math.min(...levels), Math.max(...levels)];
  for (let y = Math.max(0, Math.floor(first)); y < Math.min(height, last); y++) {
    const crossings = crossingsAt(y + 0.5, corners);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] - 0.5));
      const to = Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
      if (to > from) mask.fill(1, y * width + from, y * width + to);
    }
  }
}

/**
 * Sets the pixels of a mask whose centers a round brush covers that is drawn along a line.
 *
 * @param mask height × width values, changed in place.
 * @param points x, y, in pixels as of {@link fillPolygon}; a single one is a dot.
 * @param radius of the brush in pixels.
 */
export function fillStroke(
  mask: Uint8Array,
  height: number,
  width: number,
  points: readonly (readonly [x: number, y: number])[],
  radius: number,
): void {
  for (const [i, end] of points.entries()) {
    fillDisc(mask, height, width, end, radius);
    const start = points[i - 1];
    if (start === undefined) continue;
    const [along, down] = [end[0] - start[0], end[1] - start[1]];
    const length = Math.hypot(along, down);
    if (length === 0) continue;
    const [x, y] = [(-down / length) * radius, (along / length) * radius];
    fillPolygon(mask, height, width, [
      [start[0] + x, start[1] + y],
      [end[0] + x, end[1] + y],
      [end[0] - x, end[1] - y],
      [start[0] - x, start[1] - y],
    ]);
  }
}

function fillDisc(
  mask: Uint8Array,
  height: number,
  width: number,
  [x, y]: readonly [number, number],
  radius: number,
): void {
  const last = Math.min(height, y + radius);
  for (let row = Math.max(0, Math.floor(y - radius)); row < last; row++) {
    const half = Math.sqrt(radius ** 2 - (row + 0.5 - y) ** 2);
    if (Number.isNaN(half)) continue;
    const from = Math.max(0, Math.ceil(x - half - 0.5));
    const to = Math.min(width, Math.floor(x + half - 0.5) + 1);
    if (to > from) mask.fill(1, row * width + from, row * width + to);
  }
}

function crossingsAt(level: number, corners: readonly (readonly [number, number])[]): number[] {
  const crossings: number[] = [];
  for (const [i, [x0, y0]] of corners.entries()) {
    const [x1, y1] = corners[(i + 1) % corners.length];
    if (y0 <= level === y1 <= level) continue;
    crossings.push(x0 + ((level - y0) * (x1 - x0)) / (y1 - y0));
  }
  return crossings.sort((a, b) => a - b);
}

type Pixel = readonly [y: number, x: number];

/** For each EXIF orientation, the stored pixel that is shown at (y, x); the last row and column are those of the stored image. */
const storedAt: Readonly<
  Record<number, (y: number, x: number, lastRow: number, lastColumn: number) => Pixel>
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
 * Rotates and mirrors a mask as an image of that EXIF orientation is shown.
 *
 * @param values height × width stored values, row-major.
 * @param orientation 1..8; from 5 on, height and width are swapped.
 * @returns the values as shown; for 1 the array itself.
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
