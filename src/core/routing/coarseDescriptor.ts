import type { Matrix } from '../tensor/index.ts';

/**
 * Describes an image as a whole, without places: the mean and the standard deviation of each column of
 * its patch features.
 *
 * @param features P×D, P ≥ 1.
 * @returns 2·D values: the means, then the deviations.
 */
export function coarseDescriptor({ rows, columns, data }: Matrix): Float32Array {
  if (rows < 1) throw new RangeError('a descriptor needs at least one patch');
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) {
    sums[i % columns] += data[i];
    squares[i % columns] += data[i] ** 2;
  }
  const descriptor = new Float32Array(2 * columns);
  for (let column = 0; column < columns; column++) {
    const mean = sums[column] / rows;
    descriptor[column] = mean;
    descriptor[columns + column] = Math.sqrt(Math.max(0, squares[column] / rows - mean ** 2));
  }
  return descriptor;
}
