import { centerColumns, Matrix, type MatrixProduct } from '../../../core/tensor/index.ts';

/** Memory of projected rows. Shards use it one after the other: the next need not wait until it is collected. */
export interface RowMemory {
  data: Float32Array;
}

/**
 * Patch features in the low dimension in which the coreset is selected: the only part of the training
 * images that a fit holds in memory.
 */
export class ProjectedRows {
  readonly #projection: Matrix | null;
  readonly #columns: number;
  readonly #product: MatrixProduct;
  readonly #memory: RowMemory;
  #rows = 0;

  /**
   * @param projection of rows with `columns` values, or null to keep them as they are.
   * @param memory overwritten, and replaced by a larger one if it must be.
   */
  constructor(
    projection: Matrix | null,
    columns: number,
    product: MatrixProduct,
    memory: RowMemory = { data: new Float32Array(0) },
  ) {
    this.#projection = projection;
    this.#columns = projection?.rows ?? columns;
    this.#product = product;
    this.#memory = memory;
  }

  /** @param expectedRows total number of rows, as far as is known; room for them is allocated at once. */
  async append(features: Matrix, expectedRows: number): Promise<void> {
    const start = this.#rows * this.#columns;
    const end = start + features.rows * this.#columns;
    if (end > this.#memory.data.length) this.#grow(Math.max(end, expectedRows * this.#columns));
    const out = this.#memory.data.subarray(start, end);
    if (this.#projection === null) out.set(features.data);
    else await this.#product(features, this.#projection, out);
    this.#rows += features.rows;
  }

  /**
   * The rows, centered, which makes the selection faster. This object cannot be used afterwards.
   *
   * @param kept rows to keep, ascending; by default all.
   */
  finish(kept?: Uint32Array): Matrix {
    if (kept !== undefined) this.#keep(kept);
    const points = new Matrix(
      this.#rows,
      this.#columns,
      this.#memory.data.subarray(0, this.#rows * this.#columns),
    );
    centerColumns(points);
    return points;
  }

  #keep(rows: Uint32Array): void {
    for (const [to, from] of rows.entries()) {
      const start = from * this.#columns;
      this.#memory.data.copyWithin(to * this.#columns, start, start + this.#columns);
    }
    this.#rows = rows.length;
  }

  #grow(length: number): void {
    const room = Math.max(length, Math.ceil(this.#memory.data.length * 1.25));
    const grown = new Float32Array(room);
    grown.set(this.#memory.data);
    this.#memory.data = grown;
  }
}
