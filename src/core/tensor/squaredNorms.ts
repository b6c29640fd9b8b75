import type { Matrix } from './Matrix.ts';

/** Squared L2 norm of every row, in float64. */
export function squaredNorms(matrix: Matrix): Float64Array {
  const { rows, columns, data } = matrix;
  const norms = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (const end = at + columns; at < end; at++) sum += data[at] * data[at];
    norms[i] = sum;
  }
  return norms;
}
