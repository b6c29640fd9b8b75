import { Matrix } from './Matrix.ts';
import { type MatrixProduct, plainProduct } from './MatrixProduct.ts';

/**
 * The least of each group of columns of `a · bᵀ`, without the product itself ever being held by the
 * caller: `out[i · groups + g]` is the minimum of `aᵢ · bⱼ` over the `groupRows` rows j of group g of b.
 * `b.rows` is a whole multiple of `groupRows`; `out` (a.rows × groups) is written, never read. The
 * products are rounded as those of {@link MatrixProduct}, the minimum is exact.
 */
export type GroupMinima = (
  a: Matrix,
  b: Matrix,
  groupRows: number,
  out: Float32Array,
) => Promise<void>;

/** What the algorithms ask of a runtime: the two operations in which nearly all arithmetic lies. */
export interface MatrixProducts {
  readonly product: MatrixProduct;
  readonly groupMinima: GroupMinima;
}

/** Both in plain TypeScript: the definition, for tests and for where there is no runtime. */
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
};

/** @throws RangeError if the rows do not make whole groups. */
export function countGroups(b: Matrix, groupRows: number): number {
  const groups = b.rows / groupRows;
  if (!Number.isInteger(groups)) {
    throw new RangeError(`${b.rows} rows do not make whole groups of ${groupRows}`);
  }
  return groups;
}
