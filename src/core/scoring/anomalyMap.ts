import { gaussianKernel, mirrored } from '../image/index.ts';
import { Grid } from '../tensor/index.ts';

/**
 * The anomaly map of the network's input: patch scores upsampled bilinearly to height × width
 * (PyTorch's `interpolate`, align_corners false) and smoothed with a Gaussian, as in the paper
 * (section 3.3, sigma 4). Both steps are linear and separable, so along each axis they are one banded
 * matrix: a pixel is a weighted sum of the few cells around it.
 *
 * @param sigmaPx standard deviation in pixels of the network's input; 0 for no smoothing.
 */
export function anomalyMap(scores: Grid, height: number, width: number, sigmaPx: number): Grid {
  const across = axisWeights(scores.width, width, sigmaPx);
  const down = axisWeights(scores.height, height, sigmaPx);
  const wide = new Float64Array(scores.height * width);
  for (let row = 0; row < scores.height; row++) {
    const cells = scores.data.subarray(row * scores.width, (row + 1) * scores.width);
    for (let x = 0; x < width; x++) wide[row * width + x] = weightedSum(across, x, cells);
  }
  const out = new Float32Array(height * width);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = down.start[y]; row < down.end[y]; row++) {
      const weight = down.weights[y * down.cells + row];
      const at = row * width;
      for (let x = 0; x < width; x++) sums[x] += weight * wide[at + x];
    }
    out.set(sums, y * width);
  }
  return new Grid(height, width, out);
}

interface AxisWeights {
  readonly cells: number;
  /** pixels × cells, zero outside [start, end). */
  readonly weights: Float64Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

/** The weight of each cell in each pixel along one axis: upsampling followed by smoothing. */
function axisWeights(cells: number, pixels: number, sigmaPx: number): AxisWeights {
  const kernel = sigmaPx === 0 ? Float64Array.of(1) : gaussianKernel(sigmaPx);
  const weights = new Float64Array(pixels * cells);
  const start = new Int32Array(pixels).fill(cells);
  const end = new Int32Array(pixels);
  const radius = kernel.length - 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let offset = -radius; offset <= radius; offset++) {
      const source = mirrored(pixel + offset, pixels);
      const position = ((source + 0.5) * cells) / pixels - 0.5;
      const clamped = Math.min(cells - 1, Math.max(0, position));
      const low = Math.floor(clamped);
      const high = Math.min(cells - 1, low + 1);
      const weight = kernel[Math.abs(offset)];
      weights[pixel * cells + low] += weight * (1 - (clamped - low));
      weights[pixel * cells + high] += weight * (clamped - low);
      start[pixel] = Math.min(start[pixel], low);
      end[pixel] = Math.max(end[pixel], high + 1);
    }
  }
  return { cells, weights, start, end };
}

function weightedSum(
  { cells, weights, start, end }: AxisWeights,
  pixel: number,
  values: Float32Array,
): number {
  let sum = 0;
  for (let cell = start[pixel]; cell < end[pixel]; cell++) {
    sum += weights[pixel * cells + cell] * values[cell];
  }
  return sum;
}

/**
 * The anomaly map of a patch grid with only some cells in scope: the scores of the others do not count,
 * and the map is 0 where they lie. Upsampling and smoothing are linear, so the map of the scores is
 * divided by that of the scope.
 *
 * @param scope for each cell 0 if it is out of scope; null if all are in scope.
 */
export function scopedAnomalyMap(
  scores: Grid,
  scope: Uint8Array | null,
  height: number,
  width: number,
  sigmaPx: number,
): Grid {
  if (scope === null) return anomalyMap(scores, height, width, sigmaPx);
  const inside = scores.data.map((score, cell) => (scope[cell] === 0 ? 0 : score));
  const map = anomalyMap(new Grid(scores.height, scores.width, inside), height, width, sigmaPx);
  const share = Float32Array.from(scope, (own) => (own === 0 ? 0 : 1));
  const cover = anomalyMap(new Grid(scores.height, scores.width, share), height, width, sigmaPx);
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.floor(((x + 0.5) * scores.width) / width),
  );
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * scores.height) / height) * scores.width;
    for (let x = 0; x < width; x++, at++) {
      map.data[at] = scope[row + columns[x]] === 0 ? 0 : map.data[at] / cover.data[at];
    }
  }
  return map;
}

/** The number of pixels of an anomaly map that lie on cells in scope. @param scope for each cell 0 if it is out of scope; null if all are in scope. */
export function pixelsInScope(
  scores: Grid,
  scope: Uint8Array | null,
  height: number,
  width: number,
): number {
  if (scope === null) return height * width;
  const rows = pixelsByCell(scores.height, height);
  const columns = pixelsByCell(scores.width, width);
  let count = 0;
  for (let y = 0, cell = 0; y < scores.height; y++) {
    for (let x = 0; x < scores.width; x++, cell++) {
      if (scope[cell] !== 0) count += rows[y] * columns[x];
    }
  }
  return count;
}

function pixelsByCell(cells: number, pixels: number): Uint32Array {
  const counts = new Uint32Array(cells);
  for (let pixel = 0; pixel < pixels; pixel++)
    counts[Math.floor(((pixel + 0.5) * cells) / pixels)]++;
  return counts;
}
