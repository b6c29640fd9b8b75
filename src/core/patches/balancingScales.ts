import type { Matrix } from '../tensor/index.ts';

/**
 * Factors that give parts of the patch features, side by side, the same total variance of 1: so no
 * network rules the distances because its activations happen to be large.
 *
 * @param features of some images, together at least two rows.
 * @param columns of each part, in order; they add up to the columns of the features.
 * @returns one factor per part; 1 for a part that does not vary at all.
 */
export function balancingScales(features: readonly Matrix[], columns: readonly number[]): number[] {
  const rows = features.reduce((sum, matrix) => sum + matrix.rows, 0);
  let first = 0;
  return columns.map((count) => {
    const variance = totalVariance(features, rows, first, count);
    first += count;
    return variance > 0 ? 1 / Math.sqrt(variance) : 1;
  });
}

/** Sum over the columns of their variances. */
function totalVariance(
  features: readonly Matrix[],
  rows: number,
  first: number,
  count: number,
): number {
  const sums = new Float64Array(count);
  let squares = 0;
  for (const matrix of features) {
    for (let row = 0; row < matrix.rows; row++) {
      const values = matrix.row(row);
      for (let column = 0; column < count; column++) {
        const value = values[first + column];
        sums[column] += value;
        squares += value * value;
      }
    }
  }
  return sums.reduce((rest, sum) => rest - (sum / rows) ** 2, squares / rows);
}
