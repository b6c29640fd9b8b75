import { instantiateKernels, KernelMemory, type Kernels } from '../kernels/index.ts';
import { columnMeans, Matrix, type MatrixProduct, productErrorBound } from '../tensor/index.ts';
import { groupSimilarRows } from './groupSimilarRows.ts';
import { type SearchLayout, searchLayout, type Sizes } from './searchMemory.ts';

/** Where reduced rows are written, as byte offsets, and how their coarse columns are scaled. */
interface Reduced {
  readonly fine: number;
  readonly coarse: number;
  /** Factor of all coarse columns except the last. */
  readonly factor: number;
  /** The last coarse column holds `lastScale` times the squared norm, plus `lastShift`. */
  readonly lastScale: number;
  readonly lastShift: number;
}

/**
 * Reduces the rows of a bank and of queries to what the bounds of a search need, in the memory of that
 * search. Rows are centered about the bank's mean and rotated to its principal axes; the leading
 * coordinates p and the norm r of the rest are kept, with many coordinates for fine bounds and few for
 * coarse ones.
 */
export class ReducedRows {
  readonly memory: KernelMemory<SearchLayout>;
  readonly kernels: Kernels;
  readonly sizes: Sizes;
  /** The principal axes, one per row. */
  readonly axes: Matrix;
  readonly #product: MatrixProduct;
  /** The position of each bank row. */
  #positions = new Uint32Array(0);

  /** @param bank copied. */
  constructor(bank: Matrix, axes: Matrix, sizes: Sizes, product: MatrixProduct) {
    this.memory = new KernelMemory(searchLayout(sizes));
    this.kernels = instantiateKernels(this.memory.memory);
    this.sizes = sizes;
    this.axes = axes;
    this.#product = product;
    this.memory.view('bank', bank.data.length).set(bank.data);
    this.memory.view('mean', bank.columns).set(columnMeans(bank));
  }

  /** A view on the rows of coarse bounds. */
  coarse(name: 'coarse' | 'bankCoarse', rows: number): Matrix {
    const columns = this.sizes.coarseAxes + 2;
    return new Matrix(rows, columns, this.memory.view(name, rows * columns));
  }

  /**
   * Reduces queries to [−2p, −2r, s]. Multiplied with a bank row's [p, r, ‖b‖²/s], this gives the lower
   * bound less ‖q‖².
   *
   * @param scale s, the largest norm of a bank row, or 1 if that is 0.
   */
  async reduceQueries(queries: Matrix, scale: number): Promise<void> {
    const { memory } = this;
    memory.view('queries', queries.data.length).set(queries.data);
    await this.#project(memory.at('queries'), queries.rows);
    this.#reduce(queries.rows, {
      fine: memory.at('fine'),
      coarse: memory.at('coarse'),
      factor: -2,
      lastScale: 0,
      lastShift: scale,
    });
  }

  /** Reduces the bank to [p, r, ‖b‖²/s], in groups of similar rows. @returns the largest norm of a row. */
  async reduceBank(): Promise<number> {
    const { memory } = this;
    const { rows, fineColumns, fineAxes, coarseAxes, groupRows, groups, chunkQueries } = this.sizes;
    const { projected, norms } = await this.#projectBank();
    const order = groupSimilarRows(projected, rows, fineAxes, groupRows);
    memory.view('numbers', rows).set(order);
    this.#positions = new Uint32Array(rows);
    for (const [position, row] of order.entries()) this.#positions[row] = position;
    const bankNorms = memory.view('bankNorms', rows);
    for (const [position, row] of order.entries()) bankNorms[position] = norms[row];
    for (let start = 0; start < rows; start += chunkQueries) {
      const count = Math.min(rows - start, chunkQueries);
      const chunk = memory.view('projected', count * fineAxes);
      for (let i = 0; i < count; i++) {
        const at = order[start + i] * fineAxes;
        chunk.set(projected.subarray(at, at + fineAxes), i * fineAxes);
      }
      memory.view('norms', count).set(bankNorms.subarray(start, start + count));
      this.#reduce(count, {
        fine: memory.at('bankFine', start * fineColumns),
        coarse: memory.at('bankCoarse', start * (coarseAxes + 2)),
        factor: 1,
        lastScale: 1,
        lastShift: 0,
      });
    }
    // The last column is divided by the largest norm, so that it is not larger than the others.
    const largestNorm = Math.sqrt(bankNorms.reduce((a, b) => Math.max(a, b), 0));
    const scale = largestNorm || 1;
    const { data, columns } = this.coarse('bankCoarse', groups * groupRows);
    for (let row = 0; row < rows; row++) data[(row + 1) * columns - 1] = bankNorms[row] / scale;
    // The last group is filled up with copies of its last row, which change no minimum.
    for (let row = rows; row < groups * groupRows; row++) {
      data.copyWithin(row * columns, (rows - 1) * columns, rows * columns);
    }
    return largestNorm;
  }

  /**
   * Leaves rows of the bank out of searches: an infinite norm makes their bounds infinite, and the bounds
   * of their groups stay lower bounds.
   *
   * @returns puts them back.
   */
  leaveOut(rows: Uint32Array): () => void {
    const norms = this.memory.view('bankNorms', this.sizes.rows);
    const positions = rows.map((row) => this.#positions[row]);
    const held = Float64Array.from(positions, (position) => norms[position]);
    for (const position of positions) norms[position] = Number.POSITIVE_INFINITY;
    return () => {
      for (const [i, position] of positions.entries()) norms[position] = held[i];
    };
  }

  /** The coordinates of the bank on the axes and its squared norms, in the order of the bank. */
  async #projectBank(): Promise<{ projected: Float32Array; norms: Float64Array }> {
    const { rows, columns, fineAxes, chunkQueries } = this.sizes;
    const projected = new Float32Array(rows * fineAxes);
    const norms = new Float64Array(rows);
    for (let row = 0; row < rows; row += chunkQueries) {
      const count = Math.min(rows - row, chunkQueries);
      await this.#project(this.memory.at('bank', row * columns), count);
      projected.set(this.memory.view('projected', count * fineAxes), row * fineAxes);
      norms.set(this.memory.view('norms', count), row);
    }
    return { projected, norms };
  }

  /** Centers rows of the memory and projects them onto the axes. @param rows byte offset of the first row. */
  async #project(rows: number, count: number): Promise<void> {
    const { memory } = this;
    const { columns, fineAxes } = this.sizes;
    this.kernels.centerRows({
      rows,
      count,
      columns,
      mean: memory.at('mean'),
      out: memory.at('centered'),
      norms: memory.at('norms'),
    });
    const centered = new Matrix(count, columns, memory.view('centered', count * columns));
    await this.#product(centered, this.axes, memory.view('projected', count * fineAxes));
  }

  /** Reduces the first `count` projected rows. */
  #reduce(count: number, reduced: Reduced): void {
    const { columns, fineAxes, fineColumns, coarseAxes } = this.sizes;
    this.kernels.reduceRows({
      ...reduced,
      count,
      projected: this.memory.at('projected'),
      norms: this.memory.at('norms'),
      axes: fineAxes,
      fineColumns,
      coarseAxes,
      lost: 4 * productErrorBound(columns),
    });
  }
}
