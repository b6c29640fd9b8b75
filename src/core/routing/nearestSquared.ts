import { type Matrix, squaredDistance } from '../tensor/index.ts';

/**
 * Squared L2 distance of `data[at .. at + D − 1]` to the nearest row.
 *
 * @param without row that is passed over.
 * @returns infinity if there is no row left.
 */
export function nearestSquared(
  data: Float32Array,
  at: number,
  { rows, columns, data: others }: Matrix,
  without = -1,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    if (row === without) continue;
    const squared = squaredDistance(data, at, others, row * columns, columns);
    if (squared < nearest) nearest = squared;
  }
  return nearest;
}
