import { Matrix } from './Matrix.ts';

/**
 * Computes `a · bᵀ` into `out` (row-major, a.rows × b.rows; written, never read).
 *
 * `core/` takes the product as an argument, because a runtime has the fastest one: ONNX Runtime in Node,
 * its WebAssembly build in a browser; {@link plainProduct} needs neither. Algorithms whose results must
 * not depend on the rounding of a product use it only to rule pairs out, within
 * {@link productErrorBound}, and decide by {@link squaredDistance}.
 */
export type MatrixProduct = (a: Matrix, b: Matrix, out: Float32Array) => Promise<void>;

/**
 * A bound on |fl(x·y) − x·y| ÷ (‖x‖‖y‖) for a float32 dot product of `length` terms in any order
 * of summation: n·u/(1 − n·u) with u = 2⁻²⁴ (Higham, Accuracy and Stability, §3.1), plus one rounding
 * of each factor, for callers that first scale or center rows in float32.
 */
export function productErrorBound(length: number): number {
  const nu = (length + 3) * 2 ** -24;
  return nu / (1 - nu);
}

/** The matrix product in plain TypeScript, for tests, small problems, and programs without a runtime. */
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

/**
 * Computes the minimum of each group of columns of `a · bᵀ`; the caller never holds the product itself.
 * `out[i · groups + g]` is the minimum of `aᵢ · bⱼ` over the `groupRows` rows j of group g of b. `b.rows` is
 * a whole multiple of `groupRows`; `out` (a.rows × groups) is written, never read. The products are rounded
 * like those of {@link MatrixProduct}; the minimum is exact.
 */
export type GroupMinima = (
  a: Matrix,
  b: Matrix,
  groupRows: number,
  out: Float32Array,
) => Promise<void>;

/** The sizes of an {@link IntegerMinima} product. */
export interface IntegerMinimaSizes {
  /** Rows of a. */
  readonly rows: number;
  /** Columns of a, which are the rows of each slice of b. */
  readonly inner: number;
  /** Slices of b. */
  readonly slices: number;
  /** Groups in each slice. */
  readonly groups: number;
  /** Columns of b in each group. */
  readonly groupColumns: number;
}

/**
 * Computes the minimum of each group of columns of `(a − 128) · b` for each slice of b, exactly: with a
 * quarter of the bits of {@link GroupMinima} it takes less than half its time. Column j of group g is column
 * `j · groups + g` of its slice. `out[(s · rows + i) · groups + g]` is the minimum for slice s, row i of a
 * and group g; it is written, never read. The product of one slice is held at a time.
 *
 * @param a rows × inner, row-major.
 * @param b slices × inner × (groupColumns · groups), row-major, within ±63: processors add two products of a
 *   and b in 16 bits, and some clamp a larger sum.
 */
export type IntegerMinima = (
  a: Uint8Array,
  b: Int8Array,
  sizes: IntegerMinimaSizes,
  out: Int32Array,
) => Promise<void>;

/** The operations that algorithms take from a runtime; nearly all arithmetic is in them. */
export interface MatrixProducts {
  readonly product: MatrixProduct;
  readonly groupMinima: GroupMinima;
  readonly integerMinima: IntegerMinima;
}

/** The operations in plain TypeScript: their definition, for tests and for programs without a runtime. */
export const plainProducts: MatrixProducts = {
  product: plainProduct,
  groupMinima: async (a, b, groupRows, out) => {
    const groups = countGroups(b, groupRows);
    const products = new Float32Array(b.rows);
    for (let i = 0; i < a.rows; i++) {
      await plainProduct(new Matrix(1, a.columns, a.row(i)), b, products);
      for (let group = 0; group < groups; group++) {
        const start = group * groupRows;
        out[i * groups + group] = Math.min(...products.subarray(start, start + groupRows));
      }
    }
  },
  integerMinima: (a, b, { rows, inner, slices, groups, groupColumns }, out) => {
    const columns = groups * groupColumns;
    out.fill(2 ** 31 - 1, 0, slices * rows * groups);
    for (let slice = 0; slice < slices; slice++) {
      for (let i = 0; i < rows; i++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let k = 0; k < inner; k++) {
            sum += (a[i * inner + k] - 128) * b[(slice * inner + k) * columns + column];
          }
          const at = (slice * rows + i) * groups + (column % groups);
          out[at] = Math.min(out[at], sum);
        }
      }
    }
    return Promise.resolve();
  },
};

/** The number of groups that the rows of `b` make. @throws RangeError if the groups are not whole. */
export function countGroups(b: Matrix, groupRows: number): number {
  const groups = b.rows / groupRows;
  if (!Number.isInteger(groups)) {
    throw new RangeError(`${b.rows} rows do not make whole groups of ${groupRows}`);
  }
  return groups;
}
