import type { Matrix } from './Matrix.ts';

/**
 * Computes `a · bᵀ` into `out` (row-major, a.rows × b.rows; written, never read).
 *
 * `core/` takes the product as an argument, because the fastest one is a runtime's: ONNX Runtime
 * under Node, its WebAssembly build in a browser, {@link plainProduct} without either. Algorithms
 * that must not depend on a product's rounding use it only to rule pairs out, within
 * {@link productErrorBound}, and decide by {@link squaredDistance}.
 */
export type MatrixProduct = (a: Matrix, b: Matrix, out: Float32Array) => Promise<void>;

/**
 * A bound on |fl(x·y) − x·y| ÷ (‖x‖‖y‖) for a float32 dot product of `length` terms in any order
 * of summation: n·u/(1 − n·u) with u = 2⁻²⁴ (Higham, Accuracy and Stability, §3.1), plus one
 * rounding of each factor for callers that scale or center rows in float32 first.
 */
export function productErrorBound(length: number): number {
  const nu = (length + 3) * 2 ** -24;
  return nu / (1 - nu);
}

/** The product in plain TypeScript: for tests, small problems, and where there is no runtime. */
export const plainProduct: MatrixProduct = (a, b, out) => {
  if (a.columns !== b.columns)
    throw new RangeError(`inner sizes differ: ${a.columns} and ${b.columns}`);
  if (out.length < a.rows * b.rows) throw new RangeError('the output is too small for the product');
  const length = a.columns;
  for (let i = 0; i < a.rows; i++) {
    const aAt = i * length;
    for (let j = 0; j < b.rows; j++) {
      const bAt = j * length;
      let sum = 0;
      for (let k = 0; k < length; k++) sum += a.data[aAt + k] * b.data[bAt + k];
      out[i * b.rows + j] = sum;
    }
  }
  return Promise.resolve();
};
