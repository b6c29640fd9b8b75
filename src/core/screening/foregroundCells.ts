import type { Random } from '../random/index.ts';
import { centerColumns, type Matrix } from '../tensor/index.ts';

/**
 * Finds the cells that show the part rather than its plain background, on at least one of some good images.
 * The first principal component of all patch features separates the two (as in DINOv2, Oquab et al.,
 * 2023, section 7.5); Otsu's threshold splits it, and the side with more of the image's border is the
 * background. The outermost cells are left out of this and take the value of their nearest inner cell.
 *
 * @param features patch features of all images, image after image, one row for each cell of the patch
 *   grid of height × width.
 * @returns for each cell 1 if it shows the part, else 0.
 */
export function foregroundCells(
  features: Matrix,
  { height, width }: { readonly height: number; readonly width: number },
  random: Random,
): Uint8Array {
  const cells = height * width;
  const rim = Math.min(RIM_CELLS, Math.ceil(Math.min(height, width) / 4));
  const middle = Array.from({ length: features.rows }, (_, row) => row).filter((row) =>
    isWithin(row % cells, height, width, rim),
  );
  const inner = features.gather(middle);
  centerColumns(inner);
  const axis = firstPrincipalAxis(inner, random);
  const component = Float32Array.from({ length: inner.rows }, (_, row) =>
    dot(inner.row(row), axis),
  );
  const threshold = otsuThreshold(component);
  const above = component.map((value) => (value > threshold ? 1 : 0));
  const edge = [...middle.keys()].filter(
    (i) => !isWithin(middle[i] % cells, height, width, rim + 1),
  );
  const partIsAbove = edge.reduce((sum, i) => sum + above[i], 0) < edge.length / 2;
  const part = new Uint8Array(cells);
  for (const [i, row] of middle.entries()) {
    if ((above[i] === 1) === partIsAbove) part[row % cells] = 1;
  }
  return continued(part, height, width, rim);
}

/** Width of the border, in cells, whose features show the padding of the network's input more than the image. */
const RIM_CELLS = 2;

function isWithin(cell: number, height: number, width: number, rim: number): boolean {
  const [y, x] = [Math.floor(cell / width), cell % width];
  return y >= rim && y < height - rim && x >= rim && x < width - rim;
}

/** Gives the cells of the rim the value of the nearest inner cell. */
function continued(part: Uint8Array, height: number, width: number, rim: number): Uint8Array {
  const clamp = (at: number, length: number) => Math.min(length - 1 - rim, Math.max(rim, at));
  return part.map(
    (_, cell) => part[clamp(Math.floor(cell / width), height) * width + clamp(cell % width, width)],
  );
}

/** Number of power iterations: enough for an axis that separates two distant groups. */
const ITERATIONS = 30;

/** The direction of the largest variance of rows whose mean is zero, by power iteration. */
function firstPrincipalAxis(rows: Matrix, random: Random): Float32Array {
  let axis = Float32Array.from({ length: rows.columns }, () => random.gaussian());
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const next = new Float64Array(rows.columns);
    for (let i = 0; i < rows.rows; i++) {
      const row = rows.row(i);
      const score = dot(row, axis);
      for (let k = 0; k < next.length; k++) next[k] += score * row[k];
    }
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0)) || 1;
    axis = Float32Array.from(next, (value) => value / length);
  }
  return axis;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const BINS = 256;

/** The value that splits numbers into two groups with the largest variance between them (Otsu, 1979), to one of 256 steps. @internal */
function otsuThreshold(values: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const step = (high - low) / BINS || 1;
  const counts = new Float64Array(BINS);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - low) / step))]++;
  const total = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let [best, bestBin, below, sumBelow] = [-1, 0, 0, 0];
  for (let bin = 0; bin < BINS - 1; bin++) {
    below += counts[bin];
    sumBelow += counts[bin] * bin;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, bestBin] = [between, bin];
  }
  return low + (bestBin + 1) * step;
}
