import type { Matrix } from '../tensor/index.ts';

/**
 * Factors that scale adjacent parts of the patch features to a total variance of 1 each, so that no
 * network dominates the distances merely because its activations are large.
 *
 * @param features patch features of some images, together at least two rows.
 * @param columns number of columns of each part, in order; they add up to the columns of the features.
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

/** The sum of the variances of the columns. */
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
