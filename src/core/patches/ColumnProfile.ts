import type { Matrix } from '../tensor/index.ts';

/** Sums patch features by column: the means show how active each channel of a network is. */
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
   * Pearson's correlation of two profiles over the columns: near 1 for features of the same network,
   * whatever the images, and near 0 for features of different networks, whose channels are unrelated. 0
   * if either profile is constant.
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
