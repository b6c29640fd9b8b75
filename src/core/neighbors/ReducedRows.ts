import { instantiateKernels, KernelMemory, type Kernels } from '../kernels/index.ts';
import { columnMeans, Matrix, type MatrixProduct, productErrorBound } from '../tensor/index.ts';
import { groupSimilarRows } from './groupSimilarRows.ts';
import { type SearchLayout, searchLayout, type Sizes } from './searchMemory.ts';

/**
 * Largest size of a fine value: the dot product of two rows of that norm stays within 32 bits, with all
 * its partial sums.
 */
const FINE_REACH = 16_383;
/** Largest size of a coarse value of a bank row and of a query, see `IntegerMinima`. */
const BANK_REACH = 63;
const QUERY_REACH = 127;

type FineRows = Parameters<Kernels['fineRows']>[0];

/** What the coarse bounds need to know of the bank. */
interface CoarseScale {
  /** Value of one unit of a bank row, and of a query that is no longer than bank rows. */
  readonly bankStep: number;
  readonly queryStep: number;
  /** Largest norm of what rounding took from a bank row. */
  readonly bankError: number;
}

/**
 * Reduces the rows of a bank and of queries to what the bounds of a search need, in the memory of that
 * search. Rows are centered about the bank's mean and rotated to its principal axes; the leading
 * coordinates p and the norm r of the rest are kept: many coordinates in 16 bits for fine bounds, few in
 * 8 bits for coarse ones. Rounding widens the bounds by what it can change at most.
 */
export class ReducedRows {
  readonly memory: KernelMemory<SearchLayout>;
  readonly kernels: Kernels;
  readonly sizes: Sizes;
  /** The bank: a view on the memory, to be filled before it is reduced. */
  readonly bank: Matrix;
  readonly #product: MatrixProduct;
  /** The position of each bank row. */
  #positions = new Uint32Array(0);
  #axes = Matrix.zeros(0, 0);
  /** The largest norm of a bank row; 1 if that is 0. */
  #largestNorm = 1;
  #coarseScale: CoarseScale = { bankStep: 1, queryStep: 1, bankError: 0 };

  constructor(sizes: Sizes, product: MatrixProduct) {
    this.memory = new KernelMemory(searchLayout(sizes));
    this.kernels = instantiateKernels(this.memory.memory);
    this.sizes = sizes;
    const { rows, columns } = sizes;
    this.bank = new Matrix(rows, columns, this.memory.view('bank', rows * columns));
    this.#product = product;
  }

  /** The principal axes, one per row. */
  get axes(): Matrix {
    return this.#axes;
  }

  /** Value of one unit of the bank's fine rows. */
  get fineStep(): number {
    return this.#largestNorm / FINE_REACH;
  }

  /**
   * The error of a fine bound by rounding, as a share of (‖q‖ + largestNorm)²: half a unit for each axis
   * of either row, by Cauchy–Schwarz, and ‖q‖ · largestNorm is at most a quarter of that square; and the
   * float32 in which bounds over the near axes are compared.
   */
  get fineRounding(): number {
    return (1.01 * Math.sqrt(this.sizes.fineAxes)) / (2 * FINE_REACH) + 2 ** -21;
  }

  /** Reduces queries. */
  async reduceQueries(queries: Matrix): Promise<void> {
    const { memory, sizes, kernels } = this;
    memory.view('queries', queries.data.length).set(queries.data);
    await this.#project(memory.at('queries'), queries.rows);
    this.#reduceFine(queries.rows, {
      step: 0,
      isBank: 0,
      first: 0,
      near: memory.at('near'),
      far: memory.at('far'),
    });
    const { bankStep, queryStep, bankError } = this.#coarseScale;
    kernels.coarseQueries({
      projected: memory.at('projected'),
      count: queries.rows,
      axes: sizes.fineAxes,
      norms: memory.at('norms'),
      lost: this.#lost,
      coarseAxes: sizes.coarseAxes,
      width: sizes.spreadColumns,
      spreads: memory.at('spreads'),
      step: queryStep,
      bankStep,
      bankReach: this.#largestNorm,
      bankError,
      out: memory.at('coarse'),
      columns: sizes.coarseColumns,
      units: memory.at('units'),
      errors: memory.at('errors'),
    });
  }

  /**
   * Reduces the bank, in groups of similar rows.
   *
   * @param axes the principal axes, one per row.
   * @returns the largest norm of a row.
   */
  async reduceBank(axes: Matrix): Promise<number> {
    const { memory } = this;
    this.#axes = axes;
    memory.view('mean', this.sizes.columns).set(columnMeans(this.bank));
    const { rows, fineAxes, groupRows, groups, chunkQueries } = this.sizes;
    const { projected, norms } = await this.#projectBank();
    const order = groupSimilarRows(projected, rows, fineAxes, groupRows);
    memory.view('numbers', rows).set(order);
    this.#positions = new Uint32Array(rows);
    for (const [position, row] of order.entries()) this.#positions[row] = position;
    const bankNorms = memory.view('bankNorms', rows);
    for (const [position, row] of order.entries()) bankNorms[position] = norms[row];
    memory
      .view('nearNorms', groups * groupRows)
      .fill(Number.POSITIVE_INFINITY)
      .set(bankNorms);
    const largestNorm = Math.sqrt(bankNorms.reduce((a, b) => Math.max(a, b), 0));
    this.#largestNorm = largestNorm || 1;
    let reach = 0;
    for (const pass of ['reach', 'codes'] as const) {
      for (let start = 0; start < rows; start += chunkQueries) {
        const count = Math.min(rows - start, chunkQueries);
        const chunk = memory.view('projected', count * fineAxes);
        for (let i = 0; i < count; i++) {
          const at = order[start + i] * fineAxes;
          chunk.set(projected.subarray(at, at + fineAxes), i * fineAxes);
        }
        memory.view('norms', count).set(bankNorms.subarray(start, start + count));
        if (pass === 'reach') {
          reach = Math.max(reach, this.#coarseReach(count));
        } else {
          this.#reduceFine(count, {
            step: this.fineStep,
            isBank: 1,
            first: start,
            near: memory.at('bankNear'),
            far: memory.at('bankFar'),
          });
          this.#reduceCoarse(start, count);
        }
      }
      if (pass === 'reach') this.#scaleCoarse(reach);
    }
    this.#coarseScale = { ...this.#coarseScale, bankError: this.kernels.coarseError() };
    return largestNorm;
  }

  /** The groups of each product, with the coarse rows of the bank. */
  slices(): { groups: number; bank: Int8Array }[] {
    const { groups, sliceGroups, groupRows, coarseColumns } = this.sizes;
    return Array.from({ length: Math.ceil(groups / sliceGroups) }, (_, i) => {
      const first = i * sliceGroups;
      const size = Math.min(sliceGroups, groups - first);
      const columns = size * groupRows;
      const start = first * groupRows * coarseColumns;
      return { groups: size, bank: this.memory.view('bankCoarse', columns * coarseColumns, start) };
    });
  }

  /**
   * Leaves rows of the bank out of searches: an infinite norm makes their bounds infinite, and the bounds
   * of their groups stay lower bounds.
   *
   * @returns puts them back.
   */
  leaveOut(rows: Uint32Array): () => void {
    const norms = this.memory.view('nearNorms', this.sizes.rows);
    const positions = rows.map((row) => this.#positions[row]);
    const held = Float32Array.from(positions, (position) => norms[position]);
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
    await this.#product(centered, this.#axes, memory.view('projected', count * fineAxes));
  }

  /** What float32 may have lost in the projections, as a share of the squared norm. */
  get #lost(): number {
    return 4 * productErrorBound(this.sizes.columns);
  }

  /** Reduces the first `count` projected rows to fine ones. */
  #reduceFine(
    count: number,
    fine: Pick<FineRows, 'step' | 'isBank' | 'first' | 'near' | 'far'>,
  ): void {
    const { fineAxes, nearAxes, nearColumns, farColumns } = this.sizes;
    this.kernels.fineRows({
      ...fine,
      projected: this.memory.at('projected'),
      count,
      axes: fineAxes,
      norms: this.memory.at('norms'),
      lost: this.#lost,
      nearAxes,
      nearColumns,
      farColumns,
      reach: FINE_REACH,
      steps: this.memory.at('steps'),
    });
  }

  /** The largest coarse value among the first `count` projected rows. */
  #coarseReach(count: number): number {
    const { fineAxes, coarseAxes, spreadColumns } = this.sizes;
    return this.kernels.coarseReach({
      projected: this.memory.at('projected'),
      count,
      axes: fineAxes,
      norms: this.memory.at('norms'),
      lost: this.#lost,
      coarseAxes,
      width: spreadColumns,
      spreads: this.memory.at('spreads'),
    });
  }

  /** Sets the units of coarse rows, such that four digits of a bank row hold half of any squared norm. */
  #scaleCoarse(reach: number): void {
    const largest = Math.max(reach, this.#largestNorm / Math.sqrt(8)) * (1 + 1e-6);
    this.#coarseScale = {
      bankStep: largest / BANK_REACH,
      queryStep: largest / QUERY_REACH,
      bankError: 0,
    };
  }

  /** Writes the coarse rows of the first `count` projected rows, which are at the positions from `start` on. */
  #reduceCoarse(start: number, count: number): void {
    const { memory } = this;
    const { rows, fineAxes, coarseAxes, coarseColumns, spreadColumns } = this.sizes;
    const { groups, groupRows, sliceGroups } = this.sizes;
    const norms = memory.view('norms', count);
    const { bankStep, queryStep } = this.#coarseScale;
    const write = (i: number, position: number) => {
      const group = Math.floor(position / groupRows);
      const first = group - (group % sliceGroups);
      const size = Math.min(sliceGroups, groups - first);
      const column = (position % groupRows) * size + (group % sliceGroups);
      this.kernels.coarseBank({
        projected: memory.at('projected', i * fineAxes),
        norm: norms[i],
        lost: this.#lost,
        coarseAxes,
        width: spreadColumns,
        spreads: memory.at('spreads'),
        step: bankStep,
        normStep: bankStep * queryStep,
        out: memory.at('bankCoarse', first * groupRows * coarseColumns + column),
        stride: size * groupRows,
      });
    };
    for (let i = 0; i < count; i++) write(i, start + i);
    if (start + count < rows) return;
    // The last group is filled up with copies of its last row, which change no minimum.
    for (let position = rows; position < groups * groupRows; position++) write(count - 1, position);
  }
}
