import { Random } from '../random/index.ts';
import type { Matrix } from '../tensor/index.ts';
import {
  centerColumns,
  copyMatrix,
  type MatrixProduct,
  type MatrixProducts,
  productErrorBound,
  type UnreadMatrix,
} from '../tensor/index.ts';
import type { Neighbors } from './Neighbors.ts';
import { principalAxes } from './principalAxes.ts';
import { ReducedRows } from './ReducedRows.ts';
import { MAX_NEIGHBORS, type NeighborSearchOptions, sizesOf } from './searchMemory.ts';

const NO_ROWS = new Uint32Array(0);
/** Largest number of bank rows from which the principal axes are estimated. */
const AXES_SAMPLE_ROWS = 4096;

/**
 * Exact nearest bank rows by L2 distance.
 *
 * The bank is rotated to its principal axes, which changes no distance. Of a rotated row only the
 * leading coordinates p and the norm r of the rest are kept. By Cauchy–Schwarz
 *
 *   ‖q − b‖² ≥ ‖q‖² + ‖b‖² − 2(p_q·p_b + r_q·r_b),
 *
 * so rows [p, r] are no farther apart than the rows they come from, and a short matrix product bounds the
 * distance of every pair from below: in 8 bits, where rounding changes a distance by no more than it moves
 * the two rows. Bank rows that lie near one another form groups, and only the least bound of each group
 * is examined. In the groups whose bound does not exceed the best distance so far, finer bounds are computed
 * for each row, and the distances of the rows that remain are computed in full. The result equals that
 * of trying all pairs.
 */
export class NeighborSearch {
  /** The memory bank, M×D: a view on the copy that the search keeps. */
  readonly bank: Matrix;
  /** The axes that the bounds use, one per row. */
  readonly axes: Matrix;
  readonly #products: MatrixProducts;
  readonly #reduced: ReducedRows;
  readonly #largestNorm: number;
  /** Searches share the memory, so they take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #finished = 0;
  #bounded = 0;

  private constructor(products: MatrixProducts, reduced: ReducedRows, largestNorm: number) {
    this.bank = reduced.bank;
    this.axes = reduced.axes;
    this.#products = products;
    this.#reduced = reduced;
    this.#largestNorm = largestNorm;
  }

  /**
   * Builds a search of a memory bank. The bank is copied, so the caller may drop its own copy; one that is
   * not read yet is read into the search's own memory.
   *
   * @param bank M×D, M ≥ 1.
   *
   * @example
   * ```ts
   * import { Matrix, NeighborSearch, plainProducts } from 'nominal-vision/core';
   *
   * const bank = new Matrix(3, 2, Float32Array.of(0, 0, 3, 4, 6, 8));
   * const search = await NeighborSearch.build(bank, { products: plainProducts });
   *
   * // The two nearest bank rows of one query, with their L2 distances.
   * const query = new Matrix(1, 2, Float32Array.of(0, 1));
   * const { indices, distances } = await search.nearest(query, 2);
   * console.log([...indices]); // [ 0, 1 ]
   * console.log(distances[0]); // 1
   * ```
   */
  static async build(
    bank: Matrix | UnreadMatrix,
    options: NeighborSearchOptions,
  ): Promise<NeighborSearch> {
    if (bank.rows < 1) throw new RangeError('a memory bank needs at least one row');
    const sizes = sizesOf(bank, options);
    const { products } = options;
    const reduced = new ReducedRows(sizes, products.product);
    await copyMatrix(bank, reduced.bank.data);
    const axes =
      options.axes ?? (await estimateAxes(reduced.bank, sizes.fineAxes, products.product));
    const largestNorm = await reduced.reduceBank(axes);
    return new NeighborSearch(products, reduced, largestNorm);
  }

  /** Number of distances that the last {@link nearest} computed in full: a measure of the work, for tests and benchmarks. */
  get finishedDistances(): number {
    return this.#finished;
  }

  /** Number of bank rows of all queries whose own bounds the last {@link nearest} computed, because those of their groups did not rule them out. */
  get boundedRows(): number {
    return this.#bounded;
  }

  /**
   * Finds the `count` nearest bank rows of each query. Overlapping calls run one after the other.
   *
   * @param queries P×D.
   * @param without bank rows that are left out, each once, as if the bank did not hold them.
   * @throws RangeError if the widths differ or `count` is not in 1..min(rows that are left, 100).
   */
  async nearest(queries: Matrix, count = 1, without: Uint32Array = NO_ROWS): Promise<Neighbors> {
    if (queries.columns !== this.bank.columns) {
      throw new RangeError(
        `bank rows have ${this.bank.columns} values, queries ${queries.columns}`,
      );
    }
    const left = this.bank.rows - without.length;
    if (!(count >= 1 && count <= Math.min(left, MAX_NEIGHBORS))) {
      throw new RangeError(`${count} neighbors of ${left} rows`);
    }
    const search = this.#turn.then(() => this.#searchWithout(without, queries, count));
    this.#turn = search.catch(() => undefined);
    return search;
  }

  async #searchWithout(without: Uint32Array, queries: Matrix, count: number): Promise<Neighbors> {
    const restore = this.#reduced.leaveOut(without);
    try {
      return await this.#search(queries, count);
    } finally {
      restore();
    }
  }

  async #search(queries: Matrix, count: number): Promise<Neighbors> {
    const { memory, sizes } = this.#reduced;
    const indices = new Uint32Array(queries.rows * count);
    const distances = new Float32Array(queries.rows * count);
    this.#finished = 0;
    this.#bounded = 0;
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

  /** Leaves the neighbor lists of the chunk's queries in the memory. */
  async #searchChunk(queries: Matrix, count: number): Promise<void> {
    const reduced = this.#reduced;
    const { memory, kernels, sizes } = reduced;
    const { columns, nearColumns, farColumns, coarseColumns, blockQueries } = sizes;
    const { groupRows, slices, sliceGroups } = sizes;
    await reduced.reduceQueries(queries);
    memory.view('squared', queries.rows * count).fill(Number.POSITIVE_INFINITY);
    memory.view('indices', queries.rows * count).fill(0);
    const gamma = 4 * productErrorBound(columns);
    kernels.setSearch({
      bank: memory.at('bank'),
      bankNear: memory.at('bankNear'),
      bankFar: memory.at('bankFar'),
      bankNorms: memory.at('bankNorms'),
      nearNorms: memory.at('nearNorms'),
      numbers: memory.at('numbers'),
      groupRows,
      groups: sizes.groups,
      sliceGroups,
      sliceScales: memory.at('sliceScales'),
      groupBounds: memory.at('groupBounds'),
      nearProducts: memory.at('nearProducts'),
      columns,
      nearColumns,
      farColumns,
      fineStep: reduced.fineStep,
      neighbors: count,
      gamma,
      fineGamma: gamma + reduced.fineRounding,
      largestNorm: this.#largestNorm,
    });
    for (let start = 0; start < queries.rows; start += blockQueries) {
      const size = Math.min(queries.rows - start, blockQueries);
      await this.#products.integerMinima(
        memory.view('coarse', size * coarseColumns, start * coarseColumns),
        reduced.bankCoarse,
        { rows: size, inner: coarseColumns, slices, groups: sliceGroups, groupColumns: groupRows },
        memory.view('minima', size * slices * sliceGroups),
      );
      this.#finished += kernels.searchGroups({
        minima: memory.at('minima'),
        scales: memory.at('scales', 3 * start),
        queryCount: size,
        queries: memory.at('queries', start * columns),
        queriesNear: memory.at('near', start * nearColumns),
        queriesFar: memory.at('far', start * farColumns),
        steps: memory.at('steps', start),
        queryNorms: memory.at('norms', start),
        squared: memory.at('squared', start * count),
        indices: memory.at('indices', start * count),
      });
    }
    this.#bounded += kernels.boundedRows();
  }
}

/** The axes affect only the speed, so a fixed seed of their own keeps the search reproducible. */
function estimateAxes(bank: Matrix, count: number, product: MatrixProduct): Promise<Matrix> {
  const rows = Math.min(bank.rows, AXES_SAMPLE_ROWS);
  const sample = bank.gather(
    Array.from({ length: rows }, (_, i) => Math.floor((i * bank.rows) / rows)),
  );
  centerColumns(sample);
  return principalAxes(sample, count, product, new Random(1));
}
