import { type Matrix, squaredDistance } from '../tensor/index.ts';

/**
 * Squared L2 distance of `data[at .. at + D − 1]` to the nearest row; infinity if there is none.
 */
export function nearestSquared(
  data: Float32Array,
  at: number,
  { rows, columns, data: others }: Matrix,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const squared = squaredDistance(data, at, others, row * columns, columns);
    if (squared < nearest) nearest = squared;
  }
  return nearest;
}
