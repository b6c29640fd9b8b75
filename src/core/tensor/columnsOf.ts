import { Matrix } from './Matrix.ts';

/** Columns `start` (inclusive) to `end` (exclusive) of a matrix: copied, or the matrix itself where these are all. */
export function columnsOf(matrix: Matrix, start: number, end: number): Matrix {
  if (!(start >= 0 && start <= end && end <= matrix.columns)) {
    throw new RangeError(`columns ${start}..${end} of ${matrix.columns}`);
  }
  if (end - start === matrix.columns) return matrix;
  const out = Matrix.zeros(matrix.rows, end - start);
  for (let row = 0; row < matrix.rows; row++) {
    out.row(row).set(matrix.row(row).subarray(start, end));
  }
  return out;
}
