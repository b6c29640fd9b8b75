import type { Random } from '../random/index.ts';
import { Matrix, type MatrixProduct } from '../tensor/index.ts';

/** Number of power iterations: two are enough, since the axes only make the bounds tight. */
const ITERATIONS = 2;

/**
 * Approximates the leading principal axes of rows whose mean is zero, by randomized subspace iteration
 * (Halko, Martinsson and Tropp, 2011, algorithm 4.4). The axes are orthonormal to float32; how near they
 * come to the true ones affects only the speed of a search, never its result.
 *
 * @returns `count` × rows.columns, `count` ≤ rows.columns.
 */
export async function principalAxes(
  rows: Matrix,
  count: number,
  product: MatrixProduct,
  random: Random,
): Promise<Matrix> {
  const transposed = transpose(rows);
  const axes = Matrix.zeros(count, rows.columns);
  for (let i = 0; i < axes.data.length; i++) axes.data[i] = random.gaussian();
  const scores = Matrix.zeros(count, rows.rows);
  for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
    await product(axes, rows, scores.data);
    await product(scores, transposed, axes.data);
    // In between it is enough that the axes stay apart; in the end they must be orthonormal.
    orthonormalizeRows(axes, iteration === ITERATIONS ? 2 : 1, random);
  }
  return axes;
}

function transpose(matrix: Matrix): Matrix {
  const out = Matrix.zeros(matrix.columns, matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    for (let k = 0; k < matrix.columns; k++) {
      out.data[k * matrix.rows + i] = matrix.data[i * matrix.columns + k];
    }
  }
  return out;
}

/** Gram–Schmidt in float64, in one or two passes. A row that vanishes is replaced by a random one. */
function orthonormalizeRows(matrix: Matrix, passes: number, random: Random): void {
  const { rows, columns, data } = matrix;
  const basis = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = Float64Array.from(matrix.row(i));
    while (!orthonormalize(row, basis.subarray(0, i * columns), columns, passes)) {
      for (let k = 0; k < columns; k++) row[k] = random.gaussian();
    }
    basis.set(row, i * columns);
  }
  for (let i = 0; i < data.length; i++) data[i] = basis[i];
}

function orthonormalize(
  row: Float64Array,
  basis: Float64Array,
  columns: number,
  passes: number,
): boolean {
  const before = norm(row);
  for (let pass = 0; pass < passes; pass++) {
    for (let at = 0; at < basis.length; at += columns) {
      const dot = dotProduct(row, basis, at);
      for (let k = 0; k < columns; k++) row[k] -= dot * basis[at + k];
    }
  }
  const after = norm(row);
  if (!(after > 1e-6 * before)) return false;
  for (let k = 0; k < columns; k++) row[k] /= after;
  return true;
}

/** In four sums, of which none waits for another. */
function dotProduct(row: Float64Array, basis: Float64Array, at: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < row.length; k += 4) {
    a += row[k] * basis[at + k];
    b += row[k + 1] * basis[at + k + 1];
    c += row[k + 2] * basis[at + k + 2];
    d += row[k + 3] * basis[at + k + 3];
  }
  for (; k < row.length; k++) a += row[k] * basis[at + k];
  return a + b + (c + d);
}

function norm(row: Float64Array): number {
  let sum = 0;
  for (const value of row) sum += value * value;
  return Math.sqrt(sum);
}
