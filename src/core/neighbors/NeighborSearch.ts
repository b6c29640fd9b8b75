import { Random } from '../random/index.ts';
import { Matrix, type MatrixProduct, productErrorBound, squaredDistance } from '../tensor/index.ts';
import { NearestLists } from './NearestLists.ts';
import type { Neighbors } from './Neighbors.ts';
import { principalAxes } from './principalAxes.ts';

/** How {@link NeighborSearch} works; its results do not depend on any of these. */
export interface NeighborSearchOptions {
  /** The matrix product that rules pairs out. */
  readonly product: MatrixProduct;
  /** Leading principal axes that the lower bounds use. */
  readonly axes?: number;
  /** Queries in one product. */
  readonly blockQueries?: number;
  /** Bank rows in one product. */
  readonly blockRows?: number;
}

/** Rows of the bank from which the principal axes are estimated, at most. */
const AXES_SAMPLE_ROWS = 4096;

/**
 * Exact nearest bank rows by L2 distance.
 *
 * The bank is rotated once to its principal axes, which changes no distance. Of a rotated row only
 * the leading coordinates p and the norm r of the rest are kept. By Cauchy–Schwarz
 * ‖q − b‖² ≥ ‖q‖² + ‖b‖² − 2(p_q·p_b + r_q·r_b), so that one short matrix product bounds every pair
 * from below. The few pairs whose bound, less the product's rounding error, does not exceed the best
 * distance so far are finished in full by {@link squaredDistance}: the result is that of trying all.
 */
export class NeighborSearch {
  readonly bank: Matrix;
  readonly #product: MatrixProduct;
  readonly #blockQueries: number;
  readonly #blockRows: number;
  readonly #mean: Float32Array;
  readonly #axes: Matrix;
  /** Bank rows as [p, r, ‖b‖²/s], and s, which keeps the last column as large as the others. */
  readonly #reduced: Matrix;
  readonly #scale: number;
  readonly #largestNorm: number;
  #bounds = new Float32Array(0);

  private constructor(
    bank: Matrix,
    options: NeighborSearchOptions,
    mean: Float32Array,
    axes: Matrix,
    reduced: Reduced,
  ) {
    this.bank = bank;
    this.#product = options.product;
    this.#blockQueries = options.blockQueries ?? 128;
    this.#blockRows = options.blockRows ?? 8192;
    this.#mean = mean;
    this.#axes = axes;
    this.#largestNorm = Math.sqrt(reduced.squaredNorms.reduce((a, b) => Math.max(a, b), 0));
    this.#scale = this.#largestNorm || 1;
    this.#reduced = reduced.rows;
    const { columns, data } = reduced.rows;
    for (let row = 0; row < bank.rows; row++) {
      data[row * columns + columns - 1] = reduced.squaredNorms[row] / this.#scale;
    }
  }

  /** @param bank M×D, M ≥ 1; aliased: it must not change while the search is used. */
  static async build(bank: Matrix, options: NeighborSearchOptions): Promise<NeighborSearch> {
    if (bank.rows < 1) throw new RangeError('a memory bank needs at least one row');
    const mean = meanRow(bank);
    const count = Math.min(options.axes ?? 64, bank.columns);
    // The axes only steer the speed, so a fixed seed of their own keeps the search reproducible.
    const random = new Random(1);
    const sample = subtract(sampleRows(bank, AXES_SAMPLE_ROWS), mean);
    const axes = await principalAxes(sample, count, options.product, random);
    const reduced = await reduce(bank, mean, axes, options.product);
    return new NeighborSearch(bank, options, mean, axes, reduced);
  }

  /**
   * The `count` nearest bank rows of every query.
   *
   * @param queries P×D.
   * @throws RangeError if the widths differ or `count` is not in 1..bank.rows.
   */
  async nearest(queries: Matrix, count = 1): Promise<Neighbors> {
    if (queries.columns !== this.bank.columns) {
      throw new RangeError(
        `bank rows have ${this.bank.columns} values, queries ${queries.columns}`,
      );
    }
    if (!(count >= 1 && count <= this.bank.rows)) {
      throw new RangeError(`${count} neighbors of ${this.bank.rows} rows`);
    }
    const reduced = await reduce(queries, this.#mean, this.#axes, this.#product);
    this.#toLowerBoundFactors(reduced.rows);
    const lists = new NearestLists(queries.rows, count);
    for (let query = 0; query < queries.rows; query += this.#blockQueries) {
      const end = Math.min(queries.rows, query + this.#blockQueries);
      for (let row = 0; row < this.bank.rows; row += this.#blockRows) {
        await this.#searchBlock(queries, reduced, lists, query, end, row);
      }
    }
    return lists.neighbors();
  }

  /** [p, r, ·] → [−2p, −2r, s]: times a bank row's [p, r, ‖b‖²/s] that is the lower bound less ‖q‖². */
  #toLowerBoundFactors(rows: Matrix): void {
    const { columns, data } = rows;
    for (let at = 0; at < data.length; at += columns) {
      for (let k = 0; k < columns - 1; k++) data[at + k] *= -2;
      data[at + columns - 1] = this.#scale;
    }
  }

  async #searchBlock(
    queries: Matrix,
    reduced: Reduced,
    lists: NearestLists,
    firstQuery: number,
    endQuery: number,
    firstRow: number,
  ): Promise<void> {
    const block = this.#reduced.slice(
      firstRow,
      Math.min(this.bank.rows, firstRow + this.#blockRows),
    );
    const size = (endQuery - firstQuery) * block.rows;
    if (this.#bounds.length < size) this.#bounds = new Float32Array(size);
    const bounds = this.#bounds;
    await this.#product(reduced.rows.slice(firstQuery, endQuery), block, bounds);
    const gamma = 4 * productErrorBound(this.bank.columns);
    for (let query = firstQuery; query < endQuery; query++) {
      const squaredNorm = reduced.squaredNorms[query];
      const slack = gamma * (Math.sqrt(squaredNorm) + this.#largestNorm) ** 2;
      const start = (query - firstQuery) * block.rows;
      const likely = argmin(bounds, start, block.rows);
      this.#finish(queries, lists, query, firstRow + likely);
      let limit = lists.limit(query) - squaredNorm + slack;
      for (let j = 0; j < block.rows; j++) {
        if (bounds[start + j] > limit || j === likely) continue;
        this.#finish(queries, lists, query, firstRow + j);
        limit = lists.limit(query) - squaredNorm + slack;
      }
    }
  }

  #finish(queries: Matrix, lists: NearestLists, query: number, row: number): void {
    const { columns, data } = this.bank;
    lists.offer(
      query,
      row,
      squaredDistance(queries.data, query * columns, data, row * columns, columns),
    );
  }
}

/** Rows as [p, r, (unused)] and the squared norms of the centered rows they came from. */
interface Reduced {
  readonly rows: Matrix;
  readonly squaredNorms: Float64Array;
}

async function reduce(
  rows: Matrix,
  mean: Float32Array,
  axes: Matrix,
  product: MatrixProduct,
): Promise<Reduced> {
  const blockRows = 2048;
  const width = axes.rows + 2;
  const out = Matrix.zeros(rows.rows, width);
  const squaredNorms = new Float64Array(rows.rows);
  // What float32 may have taken from ‖p‖² is given back to r, so that the bound stays a lower one.
  const lost = 4 * productErrorBound(rows.columns);
  const projected = new Float32Array(Math.min(blockRows, rows.rows) * axes.rows);
  for (let start = 0; start < rows.rows; start += blockRows) {
    const block = subtract(rows.slice(start, Math.min(rows.rows, start + blockRows)), mean);
    await product(block, axes, projected);
    for (let i = 0; i < block.rows; i++) {
      const squared = squaredDistanceToZero(block, i);
      let leading = 0;
      const at = (start + i) * width;
      for (let k = 0; k < axes.rows; k++) {
        const p = projected[i * axes.rows + k];
        out.data[at + k] = p;
        leading += p * p;
      }
      out.data[at + axes.rows] = Math.sqrt(Math.max(0, squared - leading + lost * squared));
      squaredNorms[start + i] = squared;
    }
  }
  return { rows: out, squaredNorms };
}

function squaredDistanceToZero(matrix: Matrix, row: number): number {
  let sum = 0;
  const end = (row + 1) * matrix.columns;
  for (let at = row * matrix.columns; at < end; at++) sum += matrix.data[at] * matrix.data[at];
  return sum;
}

function argmin(values: Float32Array, start: number, length: number): number {
  let best = 0;
  let least = values[start];
  for (let j = 1; j < length; j++) {
    const value = values[start + j];
    if (value < least) {
      least = value;
      best = j;
    }
  }
  return best;
}

function meanRow(matrix: Matrix): Float32Array {
  const sum = new Float64Array(matrix.columns);
  for (let i = 0, at = 0; i < matrix.rows; i++) {
    for (let k = 0; k < matrix.columns; k++) sum[k] += matrix.data[at++];
  }
  return Float32Array.from(sum, (value) => value / matrix.rows);
}

function subtract(matrix: Matrix, row: Float32Array): Matrix {
  const out = Matrix.zeros(matrix.rows, matrix.columns);
  for (let i = 0, at = 0; i < matrix.rows; i++) {
    for (let k = 0; k < matrix.columns; k++, at++) out.data[at] = matrix.data[at] - row[k];
  }
  return out;
}

/** Up to `most` rows at even distances. */
function sampleRows(matrix: Matrix, most: number): Matrix {
  if (matrix.rows <= most) return matrix;
  return matrix.gather(
    Array.from({ length: most }, (_, i) => Math.floor((i * matrix.rows) / most)),
  );
}
