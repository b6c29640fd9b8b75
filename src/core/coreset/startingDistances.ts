import { type Matrix, squaredDistance } from '../tensor/index.ts';

/**
 * The value of each row before the greedy selection has selected any row.
 * - `exact`: the L2 norm of the row's distances to all rows, as in the original's exact sampler.
 * - `approximate`: the mean distance to a few starting rows, as in the original's default sampler and
 *   the paper's Algorithm 1. These values also cap all later ones.
 */
export type GreedyStart =
  | { readonly kind: 'exact' }
  | { readonly kind: 'approximate'; readonly startingRows: ArrayLike<number> };

/**
 * The squared starting value of each row (float64, indexed by row; 0 for rows that do not take part). The
 * row with the largest value is selected first.
 *
 * @param rows the rows that take part, by default all.
 */
export function startingDistances(
  points: Matrix,
  start: GreedyStart,
  rows: Uint32Array = allRows(points),
): Float64Array {
  return start.kind === 'exact'
    ? squaredNormOfDistances(points, rows)
    : squaredMeanDistance(points, start.startingRows, rows);
}

/** All row numbers: 0..N-1. */
export function allRows(points: Matrix): Uint32Array {
  return Uint32Array.from({ length: points.rows }, (_, row) => row);
}

/** Σⱼ‖xᵢ − xⱼ‖² = N‖xᵢ‖² + Σⱼ‖xⱼ‖² − 2 xᵢ·Σⱼxⱼ, computed about the mean so that nothing cancels. */
function squaredNormOfDistances(points: Matrix, rows: Uint32Array): Float64Array {
  const { columns, data } = points;
  const mean = new Float64Array(columns);
  for (const row of rows) {
    for (let k = 0; k < columns; k++) mean[k] += data[row * columns + k] / rows.length;
  }
  const values = new Float64Array(points.rows);
  let spread = 0;
  for (const row of rows) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (data[row * columns + k] - mean[k]) ** 2;
    values[row] = rows.length * sum;
    spread += sum;
  }
  for (const row of rows) values[row] += spread;
  return values;
}

function squaredMeanDistance(
  points: Matrix,
  startingRows: ArrayLike<number>,
  rows: Uint32Array,
): Float64Array {
  const { columns, data } = points;
  const count = startingRows.length;
  if (count === 0) throw new RangeError('an approximate start needs at least one starting row');
  const values = new Float64Array(points.rows);
  for (const row of rows) {
    let sum = 0;
    for (let s = 0; s < count; s++) {
      const starting = startingRows[s] * columns;
      sum += Math.sqrt(squaredDistance(data, row * columns, data, starting, columns));
    }
    values[row] = (sum / count) ** 2;
  }
  return values;
}
