import type { Matrix } from '../tensor/index.ts';

/** Adds up patch features by column: the mean of each says which channels of a network are how active. */
export class ColumnProfile {
  readonly #sums: Float64Array;
  #rows = 0;

  /** @param columns D. */
  constructor(columns: number) {
    this.#sums = new Float64Array(columns);
  }

  /** @param features rows × D. */
  add({ rows, columns, data }: Matrix): void {
    if (columns !== this.#sums.length) {
      throw new RangeError(`expected ${this.#sums.length} columns, got ${columns}`);
    }
    for (let i = 0; i < data.length; i++) this.#sums[i % columns] += data[i];
    this.#rows += rows;
  }

  /**
   * Pearson's correlation of two profiles over the columns: near 1 for features of one network, whatever
   * it looked at, and near 0 for those of two, whose channels have nothing to do with each other. 0 if
   * either is the same in all columns.
   */
  correlation(other: ColumnProfile): number {
    const a = this.#centered();
    const b = other.#centered();
    let product = 0;
    let left = 0;
    let right = 0;
    for (let i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      left += a[i] ** 2;
      right += b[i] ** 2;
    }
    return left === 0 || right === 0 ? 0 : product / Math.sqrt(left * right);
  }

  #centered(): Float64Array {
    const means = this.#sums.map((sum) => sum / this.#rows);
    const middle = means.reduce((total, mean) => total + mean, 0) / means.length;
    return means.map((mean) => mean - middle);
  }
}
