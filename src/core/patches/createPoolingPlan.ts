import type { PoolingOptions, PoolingPlan, TapPooling } from './PoolingPlan.ts';

/**
 * Computes the linear patch pooling for taps with the given numbers of channels.
 *
 * `adaptive` is the product of two adaptive average poolings: from the 9·C values of each tap to
 * `tapDimension`, and from those of all taps to `patchDimension` (PatchCore, `PreprocessingModule` and
 * `AggregationModule` of its published code). It is kept sparse, with 1 to 3 channels per column at the
 * usual sizes.
 *
 * @throws RangeError if a size is not a whole positive number or the neighborhood is even.
 */
export function createPoolingPlan(
  channels: readonly number[],
  options: PoolingOptions = {},
): PoolingPlan {
  const { pooling = 'adaptive', neighborhood = 3 } = options;
  const { tapDimension = 1024, patchDimension = 1024 } = options;
  const scales = options.tapScales ?? channels.map(() => 1);
  if (channels.length === 0) throw new RangeError('a pooling plan needs at least one tap');
  for (const count of channels) assertPositive('channels', count);
  assertPositive('neighborhood', neighborhood);
  assertPositive('tapDimension', tapDimension);
  assertPositive('patchDimension', patchDimension);
  if (neighborhood % 2 === 0) throw new RangeError(`neighborhood must be odd, got ${neighborhood}`);

  assertScales(scales, channels.length);

  if (pooling === 'average') return averagePlan(channels, scales, neighborhood);
  const stacked = channels.length * tapDimension;
  const taps = channels.map((count, tap) => {
    const scale = scales[tap];
    return adaptiveTap(count, neighborhood, { tap, scale, tapDimension, stacked, patchDimension });
  });
  return { pooling, neighborhood, dimension: patchDimension, taps };
}

function averagePlan(
  channels: readonly number[],
  scales: readonly number[],
  neighborhood: number,
): PoolingPlan {
  const area = neighborhood * neighborhood;
  let dimension = 0;
  const taps = channels.map((count, tap): TapPooling => {
    const firstOutput = dimension;
    dimension += count;
    return {
      channels: count,
      scale: scales[tap],
      firstOutput,
      outputs: count,
      rowStart: Uint32Array.from({ length: count + 1 }, (_, row) => row * area),
      input: Uint32Array.from({ length: count * area }, (_, k) => k),
      weight: new Float32Array(count * area).fill(scales[tap] / area),
    };
  });
  return { pooling: 'average', neighborhood, dimension, taps };
}

interface Stacking {
  readonly tap: number;
  readonly scale: number;
  readonly tapDimension: number;
  readonly stacked: number;
  readonly patchDimension: number;
}

function adaptiveTap(channels: number, neighborhood: number, stacking: Stacking): TapPooling {
  const { tap, scale, tapDimension, stacked, patchDimension } = stacking;
  const values = channels * neighborhood * neighborhood;
  const tapStart = tap * tapDimension;
  const tapEnd = tapStart + tapDimension;
  const rowStart = [0];
  const input: number[] = [];
  const weight: number[] = [];
  let firstOutput = -1;
  for (let column = 0; column < patchDimension; column++) {
    const joined = adaptivePoolingBin(column, stacked, patchDimension);
    const from = Math.max(joined.start, tapStart);
    const to = Math.min(joined.end, tapEnd);
    if (from >= to) continue;
    if (firstOutput < 0) firstOutput = column;
    const rowBegin = rowStart[rowStart.length - 1];
    const origin = adaptivePoolingBin(from - tapStart, values, tapDimension).start;
    for (let pooled = from; pooled < to; pooled++) {
      const bin = adaptivePoolingBin(pooled - tapStart, values, tapDimension);
      const share = scale / ((joined.end - joined.start) * (bin.end - bin.start));
      for (let value = bin.start; value < bin.end; value++) {
        const k = rowBegin + (value - origin);
        input[k] = value;
        weight[k] = (weight[k] ?? 0) + share;
      }
    }
    rowStart.push(input.length);
  }
  return {
    channels,
    scale,
    firstOutput,
    outputs: rowStart.length - 1,
    rowStart: Uint32Array.from(rowStart),
    input: Uint32Array.from(input),
    weight: Float32Array.from(weight),
  };
}

function assertPositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole positive number, got ${value}`);
  }
}

function assertScales(scales: readonly number[], taps: number): void {
  if (scales.length === taps && scales.every((scale) => scale > 0 && Number.isFinite(scale)))
    return;
  throw new RangeError(`tapScales must be ${taps} positive numbers, got ${scales.join(', ')}`);
}

/**
 * The half-open range of inputs that output `index` of an adaptive average pooling from `inputs` to
 * `outputs` values averages: floor(i·L/n) to ceil((i+1)·L/n), as in PyTorch's `adaptive_avg_pool1d`.
 * Neighboring ranges may overlap, and ranges repeat if `outputs` > `inputs`.
 */
export function adaptivePoolingBin(
  index: number,
  inputs: number,
  outputs: number,
): { start: number; end: number } {
  return {
    start: Math.floor((index * inputs) / outputs),
    end: Math.ceil(((index + 1) * inputs) / outputs),
  };
}
