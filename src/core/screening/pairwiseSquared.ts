import { Matrix, type MatrixProduct, squaredNorms } from '../tensor/index.ts';

/** Squared distances between all rows, N×N, by one matrix product: good to its rounding, not less than 0. */
export async function pairwiseSquared(rows: Matrix, product: MatrixProduct): Promise<Matrix> {
  const count = rows.rows;
  const squared = Matrix.zeros(count, count);
  await product(rows, rows, squared.data);
  const norms = squaredNorms(rows);
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = 0; j < count; j++, at++) {
      squared.data[at] = Math.max(0, norms[i] + norms[j] - 2 * squared.data[at]);
    }
  }
  return squared;
}
