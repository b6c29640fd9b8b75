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
/** Largest sum of the digits of a coarse bank row that count in full. */
const LARGEST_DIGITS = 3 * BANK_REACH;
/** Share of the bank's rows that a query in the usual coarse unit may exceed. */
const USUAL_QUERIES = 0.9;

type FineRows = Parameters<Kernels['fineRows']>[0];

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
  /** Least value of one unit of a query's coarse row. */
  #queryStep = 1;

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
    kernels.coarseQueries({
      ...this.#spreading,
      projected: memory.at('projected'),
      count: queries.rows,
      axes: sizes.fineAxes,
      norms: memory.at('norms'),
      step: this.#queryStep,
      out: memory.at('coarse'),
      columns: sizes.coarseColumns,
      scales: memory.at('scales'),
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
    const similar = groupSimilarRows(projected, rows, fineAxes, groupRows);
    const order = shortGroupsFirst(similar, norms, groupRows);
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
    const reaches = new Float64Array(rows);
    for (const pass of ['reaches', 'codes'] as const) {
      for (let start = 0; start < rows; start += chunkQueries) {
        const count = Math.min(rows - start, chunkQueries);
        const chunk = memory.view('projected', count * fineAxes);
        for (let i = 0; i < count; i++) {
          const at = order[start + i] * fineAxes;
          chunk.set(projected.subarray(at, at + fineAxes), i * fineAxes);
        }
        memory.view('norms', count).set(bankNorms.subarray(start, start + count));
        if (pass === 'reaches') {
          this.#coarseReaches(count);
          reaches.set(memory.view('reaches', count), start);
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
      if (pass === 'reaches') this.#scaleCoarse(reaches);
    }
    return largestNorm;
  }

  /** The coarse rows of the bank, in slices. */
  get bankCoarse(): Int8Array {
    const { slices, sliceGroups, groupRows, coarseColumns } = this.sizes;
    return this.memory.view('bankCoarse', slices * sliceGroups * groupRows * coarseColumns);
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

  /** What the kernels that spread rows over coarse columns share. */
  get #spreading() {
    const { coarseAxes, spreadColumns } = this.sizes;
    return {
      lost: this.#lost,
      coarseAxes,
      width: spreadColumns,
      spreads: this.memory.at('spreads'),
    };
  }

  /** The largest coarse value of each of the first `count` projected rows. */
  #coarseReaches(count: number): void {
    this.kernels.coarseReaches({
      ...this.#spreading,
      projected: this.memory.at('projected'),
      count,
      axes: this.sizes.fineAxes,
      norms: this.memory.at('norms'),
      reaches: this.memory.at('reaches'),
    });
  }

  /**
   * Sets the units of coarse rows: one for each slice, whose rows are of similar norm, such that the digits
   * of a row hold what its squared norm exceeds the least by.
   *
   * @param reaches by position.
   */
  #scaleCoarse(reaches: Float64Array): void {
    const { rows, groups, groupRows, sliceGroups, spreadColumns } = this.sizes;
    const usual = reaches.slice().sort()[Math.floor(USUAL_QUERIES * (rows - 1))];
    this.#queryStep = (usual || 1) / QUERY_REACH;
    const norms = this.memory.view('bankNorms', rows);
    for (let first = 0, slice = 0; first < groups; first += sliceGroups, slice++) {
      const [start, end] = [first * groupRows, Math.min(rows, (first + sliceGroups) * groupRows)];
      const reach = reaches.subarray(start, end).reduce((a, b) => Math.max(a, b), 0) || 1;
      const own = norms.subarray(start, end);
      const most = Math.sqrt(own.reduce((a, b) => Math.max(a, b), 0));
      const least = Math.sqrt(own.reduce((a, b) => Math.min(a, b)));
      const range = (most ** 2 - least ** 2) / 2;
      const step = Math.max(
        (reach * (1 + 1e-9)) / BANK_REACH,
        range / (LARGEST_DIGITS * QUERY_REACH * this.#queryStep),
      );
      // Rounding changes a row by at most half a unit in each column.
      const offset = Math.max(0, least - (step * Math.sqrt(spreadColumns)) / 2) ** 2 / 2;
      this.memory.view('sliceScales', 4, 4 * slice).set([step, 0, offset, most]);
    }
  }

  /** Writes the coarse rows of the first `count` projected rows, which are at the positions from `start` on. */
  #reduceCoarse(start: number, count: number): void {
    const { memory } = this;
    const { rows, fineAxes, coarseColumns } = this.sizes;
    const { groups, groupRows, sliceGroups } = this.sizes;
    const norms = memory.view('norms', count);
    const write = (i: number, position: number) => {
      const group = Math.floor(position / groupRows);
      const slice = Math.floor(group / sliceGroups);
      const first = slice * sliceGroups * groupRows * coarseColumns;
      const column = (position % groupRows) * sliceGroups + (group % sliceGroups);
      const scale = memory.view('sliceScales', 4, 4 * slice);
      const error = this.kernels.coarseBank({
        ...this.#spreading,
        projected: memory.at('projected', i * fineAxes),
        norm: norms[i],
        step: scale[0],
        digit: QUERY_REACH * this.#queryStep * scale[0],
        offset: scale[2],
        out: memory.at('bankCoarse', first + column),
        stride: sliceGroups * groupRows,
      });
      scale[1] = Math.max(scale[1], error);
    };
    for (let i = 0; i < count; i++) write(i, start + i);
    if (start + count < rows) return;
    // The last group is filled up with copies of its last row, which change no minimum.
    for (let position = rows; position < groups * groupRows; position++) write(count - 1, position);
  }
}

/**
 * Orders groups by their longest row, so that rows of similar norm lie near one another; the last group,
 * which may have fewer rows, stays last.
 *
 * @param order the row at each position, in groups of `groupRows`.
 */
function shortGroupsFirst(order: Uint32Array, norms: Float64Array, groupRows: number): Uint32Array {
  const whole = Math.floor(order.length / groupRows);
  const groups = Array.from({ length: whole }, (_, group) => {
    const rows = order.subarray(group * groupRows, (group + 1) * groupRows);
    return { rows, longest: rows.reduce((most, row) => Math.max(most, norms[row]), 0) };
  });
  const sorted = order.slice();
  for (const [i, { rows }] of groups.sort((a, b) => a.longest - b.longest).entries()) {
    sorted.set(rows, i * groupRows);
  }
  return sorted;
}
