import { Grid } from '../../tensor/index.ts';

/** Standard deviations at which the kernel is cut off, as in scipy.ndimage. */
const TRUNCATE = 4;

/**
 * Smooths with a Gaussian as scipy.ndimage.gaussian_filter does: radius ⌊4σ + 0.5⌋, edges mirrored with
 * the edge cell repeated (d c b a | a b c d | d c b a), sums in float64, rounded to float32 in between.
 *
 * @param sigmaPx standard deviation in cells, > 0.
 */
export function gaussianBlur(grid: Grid, sigmaPx: number): Grid {
  if (!(sigmaPx > 0)) throw new RangeError(`sigma must be positive, got ${sigmaPx}`);
  const kernel = gaussianKernel(sigmaPx);
  const { height, width, data } = grid;
  const down = new Float32Array(data.length);
  blurColumns(data, down, height, width, kernel);
  const across = new Float32Array(data.length);
  blurRows(down, across, height, width, kernel);
  return new Grid(height, width, across);
}

/** Weights at distance 0, 1, … radius; both sides of the kernel together sum to 1. */
export function gaussianKernel(sigmaPx: number): Float64Array {
  const radius = Math.floor(TRUNCATE * sigmaPx + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, x) =>
    Math.exp((-0.5 * x * x) / (sigmaPx * sigmaPx)),
  );
  const sum = half.reduce((a, b) => a + b) * 2 - half[0];
  return half.map((weight) => weight / sum);
}

function blurColumns(
  source: Float32Array,
  out: Float32Array,
  height: number,
  width: number,
  kernel: Float64Array,
): void {
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const center = y * width;
    for (let x = 0; x < width; x++) sums[x] = source[center + x] * kernel[0];
    for (let distance = 1; distance < kernel.length; distance++) {
      const weight = kernel[distance];
      const above = mirrored(y - distance, height) * width;
      const below = mirrored(y + distance, height) * width;
      for (let x = 0; x < width; x++) sums[x] += (source[above + x] + source[below + x]) * weight;
    }
    out.set(sums, center);
  }
}

function blurRows(
  source: Float32Array,
  out: Float32Array,
  height: number,
  width: number,
  kernel: Float64Array,
): void {
  const radius = kernel.length - 1;
  const padded = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let i = 0; i < padded.length; i++) padded[i] = source[row + mirrored(i - radius, width)];
    for (let x = 0; x < width; x++) {
      const center = x + radius;
      let sum = padded[center] * kernel[0];
      for (let distance = 1; distance <= radius; distance++) {
        sum += (padded[center - distance] + padded[center + distance]) * kernel[distance];
      }
      out[row + x] = sum;
    }
  }
}

/** The position in 0..length − 1 whose mirror image a position beyond an edge is. */
export function mirrored(position: number, length: number): number {
  const period = 2 * length;
  const wrapped = ((position % period) + period) % period;
  return wrapped < length ? wrapped : period - 1 - wrapped;
}
