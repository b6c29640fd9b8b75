import { instantiateKernels, KernelMemory, type Kernels } from '../kernels/index.ts';
import { Random } from '../random/index.ts';
import {
  centerColumns,
  Matrix,
  type MatrixProduct,
  type MatrixProducts,
  productErrorBound,
} from '../tensor/index.ts';
import { groupSimilarRows } from './groupSimilarRows.ts';
import type { Neighbors } from './Neighbors.ts';
import { principalAxes } from './principalAxes.ts';
import {
  MAX_NEIGHBORS,
  type NeighborSearchOptions,
  type Region,
  regionBytes,
  type Sizes,
  sizesOf,
} from './searchMemory.ts';

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
  readonly #products: MatrixProducts;
  readonly #sizes: Sizes;
  readonly #memory: KernelMemory<Region>;
  readonly #kernels: Kernels;
  /** The axes that the bounds use, one per row. */
  readonly axes: Matrix;
  readonly #largestNorm: number;
  /** Searches share the memory, so they take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #finished = 0;

  private constructor(
    products: MatrixProducts,
    sizes: Sizes,
    memory: KernelMemory<Region>,
    kernels: Kernels,
    axes: Matrix,
  ) {
    const { rows, columns } = sizes;
    this.bank = new Matrix(rows, columns, memory.float32('bank', rows * columns));
    this.#products = products;
    this.#sizes = sizes;
    this.#memory = memory;
    this.#kernels = kernels;
    this.axes = axes;
    const norms = memory.float64('bankNorms', rows);
    this.#largestNorm = Math.sqrt(norms.reduce((a, b) => Math.max(a, b), 0));
  }

  /**
   * Copies the bank and prepares it; the caller may let its own copy go.
   *
   * @param bank M×D, M ≥ 1.
   */
  static async build(bank: Matrix, options: NeighborSearchOptions): Promise<NeighborSearch> {
    if (bank.rows < 1) throw new RangeError('a memory bank needs at least one row');
    const sizes = sizesOf(bank, options);
    const memory = new KernelMemory<Region>(regionBytes(sizes));
    const kernels = instantiateKernels(memory.memory);
    memory.float32('bank', bank.data.length).set(bank.data);
    memory.float32('mean', bank.columns).set(meanRow(bank));
    const { products } = options;
    const axes = options.axes ?? (await estimateAxes(bank, sizes.fineAxes, products.product));
    const search = new NeighborSearch(products, sizes, memory, kernels, axes);
    await search.#reduceBank();
    return new NeighborSearch(products, sizes, memory, kernels, axes);
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
    const indices = new Uint32Array(queries.rows * count);
    const distances = new Float32Array(queries.rows * count);
    this.#finished = 0;
    for (let start = 0; start < queries.rows; start += this.#sizes.chunkQueries) {
      const end = Math.min(queries.rows, start + this.#sizes.chunkQueries);
      await this.#searchChunk(queries.slice(start, end), count);
      const found = (end - start) * count;
      indices.set(this.#memory.uint32('indices', found), start * count);
      const squared = this.#memory.float64('squared', found);
      for (let i = 0; i < found; i++) distances[start * count + i] = Math.sqrt(squared[i]);
    }
    return { rows: queries.rows, count, indices, distances };
  }

  /** Leaves the lists of the chunk's queries in the memory. */
  async #searchChunk(queries: Matrix, count: number): Promise<void> {
    const { rows, columns, fineColumns, groupRows, groups, blockQueries } = this.#sizes;
    const memory = this.#memory;
    await this.#reduceQueries(queries);
    memory.float64('squared', queries.rows * count).fill(Number.POSITIVE_INFINITY);
    memory.uint32('indices', queries.rows * count).fill(0);
    this.#kernels.setSearch(
      memory.at('bank'),
      memory.at('bankFine'),
      memory.at('bankNorms'),
      memory.at('numbers'),
      rows,
      groupRows,
      memory.at('groupBounds'),
      columns,
      fineColumns,
      count,
      4 * productErrorBound(columns),
      this.#largestNorm,
    );
    for (let start = 0; start < queries.rows; start += blockQueries) {
      const end = Math.min(queries.rows, start + blockQueries);
      await this.#products.groupMinima(
        this.#coarseMatrix('coarse', this.#sizes.chunkQueries).slice(start, end),
        this.#coarseMatrix('bankCoarse', groups * groupRows),
        groupRows,
        memory.float32('minima', (end - start) * groups),
      );
      this.#finished += this.#kernels.searchGroups(
        memory.at('minima'),
        end - start,
        groups,
        memory.at('queries') + 4 * start * columns,
        memory.at('fine') + 4 * start * fineColumns,
        memory.at('norms') + 8 * start,
        memory.at('squared') + 8 * start * count,
        memory.at('indices') + 4 * start * count,
      );
    }
  }

  #coarseMatrix(name: 'coarse' | 'bankCoarse', rows: number): Matrix {
    const columns = this.#sizes.coarseAxes + 2;
    return new Matrix(rows, columns, this.#memory.float32(name, rows * columns));
  }

  /** [−2p, −2r, s], whose product with a bank row's [p, r, ‖b‖²/s] is the lower bound less ‖q‖². */
  async #reduceQueries(queries: Matrix): Promise<void> {
    this.#memory.float32('queries', queries.data.length).set(queries.data);
    await this.#project(this.#memory.at('queries'), queries.rows);
    this.#reduce(
      queries.rows,
      this.#memory.at('fine'),
      this.#memory.at('coarse'),
      -2,
      0,
      this.#scale,
    );
  }

  async #reduceBank(): Promise<void> {
    const { rows, fineColumns, fineAxes, coarseAxes, groupRows, groups } = this.#sizes;
    const { chunkQueries } = this.#sizes;
    const memory = this.#memory;
    const { projected, norms } = await this.#projectBank();
    const order = groupSimilarRows(projected, rows, fineAxes, groupRows);
    memory.uint32('numbers', rows).set(order);
    const bankNorms = memory.float64('bankNorms', rows);
    for (const [position, row] of order.entries()) bankNorms[position] = norms[row];
    for (let start = 0; start < rows; start += chunkQueries) {
      const count = Math.min(rows - start, chunkQueries);
      const chunk = memory.float32('projected', count * fineAxes);
      for (let i = 0; i < count; i++) {
        const at = order[start + i] * fineAxes;
        chunk.set(projected.subarray(at, at + fineAxes), i * fineAxes);
      }
      memory.float64('norms', count).set(bankNorms.subarray(start, start + count));
      const fine = memory.at('bankFine') + 4 * start * fineColumns;
      const coarse = memory.at('bankCoarse') + 4 * start * (coarseAxes + 2);
      this.#reduce(count, fine, coarse, 1, 1, 0);
    }
    // The last column is divided by the largest norm, so that it is no larger than the others.
    const scale = Math.sqrt(bankNorms.reduce((a, b) => Math.max(a, b), 0)) || 1;
    const { data, columns } = this.#coarseMatrix('bankCoarse', groups * groupRows);
    for (let row = 0; row < rows; row++) data[(row + 1) * columns - 1] = bankNorms[row] / scale;
    // The last group is filled up with its last row, which changes no minimum.
    for (let row = rows; row < groups * groupRows; row++) {
      data.copyWithin(row * columns, (rows - 1) * columns, rows * columns);
    }
  }

  /** The bank on the axes and its squared norms, in the order of the bank. */
  async #projectBank(): Promise<{ projected: Float32Array; norms: Float64Array }> {
    const { rows, columns, fineAxes, chunkQueries } = this.#sizes;
    const projected = new Float32Array(rows * fineAxes);
    const norms = new Float64Array(rows);
    for (let row = 0; row < rows; row += chunkQueries) {
      const count = Math.min(rows - row, chunkQueries);
      await this.#project(this.#memory.at('bank') + 4 * row * columns, count);
      projected.set(this.#memory.float32('projected', count * fineAxes), row * fineAxes);
      norms.set(this.#memory.float64('norms', count), row);
    }
    return { projected, norms };
  }

  get #scale(): number {
    return this.#largestNorm || 1;
  }

  /** Centers rows of the memory and projects them on the axes. */
  async #project(rows: number, count: number): Promise<void> {
    const { columns, fineAxes } = this.#sizes;
    const memory = this.#memory;
    this.#kernels.centerRows(
      rows,
      count,
      columns,
      memory.at('mean'),
      memory.at('centered'),
      memory.at('norms'),
    );
    const centered = new Matrix(count, columns, memory.float32('centered', count * columns));
    await this.#products.product(
      centered,
      this.axes,
      memory.float32('projected', count * fineAxes),
    );
  }

  #reduce(
    count: number,
    fine: number,
    coarse: number,
    factor: number,
    lastScale: number,
    lastShift: number,
  ): void {
    const { columns, fineAxes, fineColumns, coarseAxes } = this.#sizes;
    this.#kernels.reduceRows(
      this.#memory.at('projected'),
      count,
      fineAxes,
      this.#memory.at('norms'),
      4 * productErrorBound(columns),
      fine,
      fineColumns,
      coarse,
      coarseAxes,
      factor,
      lastScale,
      lastShift,
    );
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

function meanRow({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) mean[k] += data[at] / rows;
  }
  return mean;
}
