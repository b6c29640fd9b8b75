import { Random } from '../random/index.ts';
import {
  centerColumns,
  Matrix,
  type MatrixProduct,
  type MatrixProducts,
  productErrorBound,
} from '../tensor/index.ts';
import type { Neighbors } from './Neighbors.ts';
import { principalAxes } from './principalAxes.ts';
import { ReducedRows } from './ReducedRows.ts';
import { MAX_NEIGHBORS, type NeighborSearchOptions, sizesOf } from './searchMemory.ts';

/** Rows of the bank from which the principal axes are estimated, at most. */
const AXES_SAMPLE_ROWS = 4096;

/**
 * Exact nearest bank rows by L2 distance.
 *
 * The bank is turned to its principal axes, which changes no distance. Of a turned row only the
 * leading coordinates p and the norm r of the rest are kept. By Cauchy–Schwarz
 *
 *   ‖q − b‖² ≥ ‖q‖² + ‖b‖² − 2(p_q·p_b + r_q·r_b),
 *
 * so a short matrix product bounds every pair from below. Bank rows that lie near one another form
 * groups, of which only the least bound is looked at. In the few groups whose bound, less the
 * rounding error, does not exceed the best distance so far, a finer bound is computed for each row,
 * and what that leaves is finished in full: the result is that of trying all pairs.
 */
export class NeighborSearch {
  /** The memory bank, M×D: a view on the search's own copy. */
  readonly bank: Matrix;
  /** The axes that the bounds use, one per row. */
  readonly axes: Matrix;
  readonly #products: MatrixProducts;
  readonly #reduced: ReducedRows;
  readonly #largestNorm: number;
  /** Searches share the memory, so they take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #finished = 0;

  private constructor(products: MatrixProducts, reduced: ReducedRows, largestNorm: number) {
    const { rows, columns } = reduced.sizes;
    this.bank = new Matrix(rows, columns, reduced.memory.view('bank', rows * columns));
    this.axes = reduced.axes;
    this.#products = products;
    this.#reduced = reduced;
    this.#largestNorm = largestNorm;
  }

  /**
   * Copies the bank and prepares it; the caller may let its own copy go.
   *
   * @param bank M×D, M ≥ 1.
   */
  static async build(bank: Matrix, options: NeighborSearchOptions): Promise<NeighborSearch> {
    if (bank.rows < 1) throw new RangeError('a memory bank needs at least one row');
    const sizes = sizesOf(bank, options);
    const { products } = options;
    const axes = options.axes ?? (await estimateAxes(bank, sizes.fineAxes, products.product));
    const reduced = new ReducedRows(bank, axes, sizes, products.product);
    const largestNorm = await reduced.reduceBank();
    return new NeighborSearch(products, reduced, largestNorm);
  }

  /** Distances that the last {@link nearest} finished in full: the work, for tests and benchmarks. */
  get finishedDistances(): number {
    return this.#finished;
  }

  /**
   * The `count` nearest bank rows of every query. Calls that overlap are done one after the other.
   *
   * @param queries P×D.
   * @throws RangeError if the widths differ or `count` is not in 1..min(M, 100).
   */
  async nearest(queries: Matrix, count = 1): Promise<Neighbors> {
    if (queries.columns !== this.bank.columns) {
      throw new RangeError(
        `bank rows have ${this.bank.columns} values, queries ${queries.columns}`,
      );
    }
    if (!(count >= 1 && count <= Math.min(this.bank.rows, MAX_NEIGHBORS))) {
      throw new RangeError(`${count} neighbors of ${this.bank.rows} rows`);
    }
    const search = this.#turn.then(() => this.#search(queries, count));
    this.#turn = search.catch(() => undefined);
    return search;
  }

  async #search(queries: Matrix, count: number): Promise<Neighbors> {
    const { memory, sizes } = this.#reduced;
    const indices = new Uint32Array(queries.rows * count);
    const distances = new Float32Array(queries.rows * count);
    this.#finished = 0;
    for (let start = 0; start < queries.rows; start += sizes.chunkQueries) {
      const end = Math.min(queries.rows, start + sizes.chunkQueries);
      await this.#searchChunk(queries.slice(start, end), count);
      const found = (end - start) * count;
      indices.set(memory.view('indices', found), start * count);
      const squared = memory.view('squared', found);
      for (let i = 0; i < found; i++) distances[start * count + i] = Math.sqrt(squared[i]);
    }
    return { rows: queries.rows, count, indices, distances };
  }

  /** Leaves the lists of the chunk's queries in the memory. */
  async #searchChunk(queries: Matrix, count: number): Promise<void> {
    const { memory, kernels, sizes } = this.#reduced;
    const { rows, columns, fineColumns, groupRows, groups, blockQueries } = sizes;
    await this.#reduced.reduceQueries(queries, this.#largestNorm || 1);
    memory.view('squared', queries.rows * count).fill(Number.POSITIVE_INFINITY);
    memory.view('indices', queries.rows * count).fill(0);
    kernels.setSearch({
      bank: memory.at('bank'),
      bankFine: memory.at('bankFine'),
      bankNorms: memory.at('bankNorms'),
      numbers: memory.at('numbers'),
      rows,
      groupRows,
      groupBounds: memory.at('groupBounds'),
      columns,
      fineColumns,
      neighbors: count,
      gamma: 4 * productErrorBound(columns),
      largestNorm: this.#largestNorm,
    });
    for (let start = 0; start < queries.rows; start += blockQueries) {
      const end = Math.min(queries.rows, start + blockQueries);
      await this.#products.groupMinima(
        this.#reduced.coarse('coarse', sizes.chunkQueries).slice(start, end),
        this.#reduced.coarse('bankCoarse', groups * groupRows),
        groupRows,
        memory.view('minima', (end - start) * groups),
      );
      this.#finished += kernels.searchGroups({
        minima: memory.at('minima'),
        queryCount: end - start,
        groups,
        queries: memory.at('queries', start * columns),
        queriesFine: memory.at('fine', start * fineColumns),
        queryNorms: memory.at('norms', start),
        squared: memory.at('squared', start * count),
        indices: memory.at('indices', start * count),
      });
    }
  }
}

/** The axes only steer the speed, so a fixed seed of their own keeps the search reproducible. */
function estimateAxes(bank: Matrix, count: number, product: MatrixProduct): Promise<Matrix> {
  const rows = Math.min(bank.rows, AXES_SAMPLE_ROWS);
  const sample = bank.gather(
    Array.from({ length: rows }, (_, i) => Math.floor((i * bank.rows) / rows)),
  );
  centerColumns(sample);
  return principalAxes(sample, count, product, new Random(1));
}
