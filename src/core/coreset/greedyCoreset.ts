import {
  instantiateKernels,
  KernelMemory,
  type Kernels,
  type MemoryLayout,
} from '../kernels/index.ts';
import { type GroupMinima, Matrix, productErrorBound, squaredNorms } from '../tensor/index.ts';
import type { CoresetSelection } from './plainGreedyCoreset.ts';
import { RowHeap } from './RowHeap.ts';
import { allRows, type GreedyStart, startingDistances } from './startingDistances.ts';

/** Options of {@link greedyCoreset}; only `rows` changes the selection, the others the speed. */
export interface GreedyCoresetOptions {
  /** The rows to cover and to select from, ascending; by default all. */
  readonly rows?: Uint32Array;
  /** The matrix product that rules groups of centers out. */
  readonly groupMinima: GroupMinima;
  /** Rows brought up to date together; by default it grows with the number of rows. */
  readonly blockRows?: number;
  /** Largest number of centers in one product. */
  readonly blockCenters?: number;
  /** Centers that are ruled out, or measured, as a group. */
  readonly groupCenters?: number;
  /** Distance evaluations that may be wasted to save one call of `groupMinima`. */
  readonly mergeWaste?: number;
  /** Called between rounds with the number of rows selected so far; throw to cancel. */
  readonly onSelected?: (selected: number) => void | Promise<void>;
}

/**
 * Greedy k-center, selecting exactly the rows that {@link plainGreedyCoreset} selects, but lazily.
 *
 * A row's distance to the selected centers only falls as centers are added, so a stale distance is
 * an upper bound. Each round takes the rows with the largest bounds and brings only those up to
 * date, many rows and centers in one matrix product; a row leaves the round as soon as its bound
 * falls below the largest bound outside. The farthest of the remaining rows is selected and the others
 * are measured against it, as long as one of them exceeds every bound outside. Products only rule
 * groups of centers out, within their rounding error; every distance kept is that of
 * {@link squaredDistance}.
 *
 * @param points the (projected) rows, N×d; the nearer their mean is to zero, the more a product rules out.
 *   Distances that matter must lie between 1e-15 and 1e18, so that float32 holds their squares.
 * @param count number of rows to select, 1..rows.length.
 * @throws RangeError if `count` is out of range.
 *
 * @example
 * ```ts
 * import { greedyCoreset, Matrix, plainProducts } from 'nominal-vision/core';
 *
 * // Five points on a line, of which three are to represent all.
 * const points = new Matrix(5, 1, Float32Array.of(0, 1, 2, 3, 10));
 * const { groupMinima } = plainProducts;
 * const coreset = await greedyCoreset(points, 3, { kind: 'exact' }, { groupMinima });
 *
 * // The outlier first, then the point farthest from it, then the point farthest from both.
 * console.log([...coreset.indices]); // [ 4, 0, 3 ]
 * console.log(coreset.coveringRadius); // 1
 * ```
 */
export async function greedyCoreset(
  points: Matrix,
  count: number,
  start: GreedyStart,
  options: GreedyCoresetOptions,
): Promise<CoresetSelection> {
  const rows = options.rows ?? allRows(points);
  if (!(count >= 1 && count <= rows.length)) {
    throw new RangeError(`cannot select ${count} of ${rows.length} rows`);
  }
  const search = new LazyGreedy(points, rows, count, start, options);
  while (!(await search.round())) await options.onSelected?.(search.selected);
  return search.selection();
}

/** The sizes from which the memory of a selection is laid out. */
interface Sizes {
  /** Rows to select. */
  readonly count: number;
  readonly blockRows: number;
  readonly blockCenters: number;
  readonly groupCenters: number;
  /** Values from one row or center to the next: a product needs one more than there are columns. */
  readonly stride: number;
}

/** Lays out the members of a round by position, the centers, and the minima of their products. */
function selectionLayout({ count, blockRows, blockCenters, groupCenters, stride }: Sizes) {
  return {
    rows: { type: 'float32', length: blockRows * stride },
    numbers: { type: 'uint32', length: blockRows },
    norms: { type: 'float64', length: blockRows },
    bounds: { type: 'float64', length: blockRows },
    seen: { type: 'uint32', length: blockRows },
    active: { type: 'uint32', length: blockRows },
    picks: { type: 'uint32', length: blockRows },
    pickedBounds: { type: 'float64', length: blockRows },
    centers: { type: 'float32', length: count * stride },
    factors: { type: 'float32', length: (count + groupCenters) * stride },
    minima: { type: 'float32', length: blockRows * Math.ceil(blockCenters / groupCenters) },
  } as const satisfies MemoryLayout;
}

class LazyGreedy {
  readonly #points: Matrix;
  /** Squared distance to the nearest of the first `#seen[row]` centers: at least the true one. */
  readonly #bound: Float64Array;
  readonly #seen: Uint32Array;
  /** Rows outside the current round, largest bound first. */
  readonly #outside: RowHeap;
  readonly #norms: Float64Array;
  readonly #largestNorm: number;
  readonly #indices: Uint32Array;
  readonly #radii: Float64Array;
  readonly #groupMinima: GroupMinima;
  readonly #sizes: Sizes;
  readonly #mergeWaste: number;
  readonly #memory: KernelMemory<ReturnType<typeof selectionLayout>>;
  readonly #kernels: Kernels;
  #selected = 0;
  #farthest = 0;
  #evaluations = 0;

  constructor(
    points: Matrix,
    rows: Uint32Array,
    count: number,
    start: GreedyStart,
    options: GreedyCoresetOptions,
  ) {
    const { columns } = points;
    this.#points = points;
    this.#seen = new Uint32Array(points.rows);
    this.#norms = squaredNorms(points);
    this.#largestNorm = Math.sqrt(this.#norms.reduce((a, b) => Math.max(a, b), 0)) || 1;
    this.#indices = new Uint32Array(count);
    this.#radii = new Float64Array(count);
    this.#groupMinima = options.groupMinima;
    this.#sizes = {
      count,
      blockRows: options.blockRows ?? Math.min(2048, Math.max(64, rows.length >> 5)),
      blockCenters: options.blockCenters ?? 2048,
      groupCenters: options.groupCenters ?? 16,
      stride: 4 * Math.ceil((columns + 1) / 4),
    };
    this.#mergeWaste = options.mergeWaste ?? 131_072;
    this.#memory = new KernelMemory(selectionLayout(this.#sizes));
    this.#kernels = instantiateKernels(this.#memory.memory);
    this.#fillLastColumns();
    this.#bound = startingDistances(points, start, rows);
    this.#outside = new RowHeap(this.#bound, rows);
  }

  /** The columns that give ‖c‖² − 2x·c when [x, s] is multiplied with [−2c, ‖c‖²/s]. */
  #fillLastColumns(): void {
    const { columns } = this.#points;
    const { count, blockRows, groupCenters, stride } = this.#sizes;
    const rows = this.#memory.view('rows', blockRows * stride);
    for (let at = columns; at < rows.length; at += stride) rows[at] = this.#largestNorm;
    // The last group of a product may reach beyond the centers; the values there must not make any row look near.
    const factors = this.#memory.view('factors', (count + groupCenters) * stride);
    for (let at = columns; at < factors.length; at += stride) factors[at] = 1e30;
  }

  get selected(): number {
    return this.#selected;
  }

  selection(): CoresetSelection {
    return {
      indices: this.#indices.slice(0, this.#selected),
      radii: this.#radii.slice(0, this.#selected),
      coveringRadius: Math.sqrt(this.#farthest),
      distanceEvaluations: this.#evaluations,
    };
  }

  /** @returns true once all rows are selected and the farthest remaining distance is known. */
  async round(): Promise<boolean> {
    const members = this.#enter();
    await this.#bringUpToDate(members.length);
    const finished = this.#select(members.length);
    this.#leave(members);
    return finished;
  }

  /** Takes the rows with the largest bounds into the round, those that have been measured against the fewest centers first. */
  #enter(): Uint32Array {
    const count = Math.min(this.#sizes.blockRows, this.#outside.size);
    const total = this.#points.rows;
    // One number holds the sort key and the row, so that sorting calls no comparison function.
    const keys = Float64Array.from({ length: count }, () => {
      const row = this.#outside.pop();
      return this.#seen[row] * total + row;
    }).sort();
    const members = Uint32Array.from(keys, (key) => key % total);
    const { columns, data } = this.#points;
    const { stride } = this.#sizes;
    const rows = this.#memory.view('rows', count * stride);
    const norms = this.#memory.view('norms', count);
    const bounds = this.#memory.view('bounds', count);
    const seen = this.#memory.view('seen', count);
    this.#memory.view('numbers', count).set(members);
    for (const [position, row] of members.entries()) {
      const at = row * columns;
      rows.set(data.subarray(at, at + columns), position * stride);
      norms[position] = this.#norms[row];
      bounds[position] = this.#bound[row];
      seen[position] = this.#seen[row];
    }
    return members;
  }

  #leave(members: Uint32Array): void {
    const bounds = this.#memory.view('bounds', members.length);
    const seen = this.#memory.view('seen', members.length);
    for (const [position, row] of members.entries()) {
      this.#bound[row] = bounds[position];
      this.#seen[row] = seen[position];
      this.#outside.push(row);
    }
  }

  /**
   * Measures members against the centers that they have not been measured against, those that lag most
   * first. Runs of neighboring positions are measured together as long as little is measured twice; runs
   * with no member that can still be the farthest are left behind.
   */
  async #bringUpToDate(count: number): Promise<void> {
    const seen = this.#memory.view('seen', count);
    const bounds = this.#memory.view('bounds', count);
    const numbers = this.#memory.view('numbers', count);
    const lags = (position: number) =>
      seen[position] < this.#selected && this.#precedesOutside(bounds[position], numbers[position]);
    let first = 0;
    while (first < count) {
      if (!lags(first)) {
        first++;
        continue;
      }
      const from = seen[first];
      let end = first + 1;
      for (let waste = 0; end < count; end++) {
        // Measuring a member that does not lag, or lags behind the run, is a waste.
        waste += lags(end) && seen[end] >= from ? seen[end] - from : this.#selected - from;
        if (waste > this.#mergeWaste) break;
      }
      let to = Math.min(this.#selected, from + this.#sizes.blockCenters);
      // Stopping where the next member is lets the run continue together with it.
      if (end < count && lags(end) && seen[end] > from) to = Math.min(to, seen[end]);
      await this.#measure(first, end, from, to);
      for (let position = first; position < end; position++) {
        if (seen[position] >= from) seen[position] = Math.max(seen[position], to);
      }
    }
  }

  async #measure(first: number, end: number, from: number, to: number): Promise<void> {
    const memory = this.#memory;
    const { groupCenters, stride } = this.#sizes;
    const count = end - first;
    const centerCount = to - from;
    const groups = Math.ceil(centerCount / groupCenters);
    const reached = groups * groupCenters;
    await this.#groupMinima(
      new Matrix(count, stride, memory.view('rows', count * stride, first * stride)),
      new Matrix(reached, stride, memory.view('factors', reached * stride, from * stride)),
      groupCenters,
      memory.view('minima', count * groups),
    );
    this.#kernels.measureRows({
      minima: memory.at('minima'),
      rows: memory.at('rows', first * stride),
      rowBytes: stride * Float32Array.BYTES_PER_ELEMENT,
      count,
      columns: this.#points.columns,
      norms: memory.at('norms', first),
      bounds: memory.at('bounds', first),
      centers: memory.at('centers', from * stride),
      centerCount,
      groupCenters,
      gamma: productErrorBound(stride),
      largestNorm: this.#largestNorm,
    });
    this.#evaluations += count * centerCount;
  }

  /** Selects among the members that are up to date, as long as the farthest of them is the farthest row of all. */
  #select(count: number): boolean {
    const memory = this.#memory;
    const seen = memory.view('seen', count);
    const active = memory.view('active', count);
    let activeCount = 0;
    for (let position = 0; position < count; position++) {
      if (seen[position] === this.#selected) active[activeCount++] = position;
    }
    const outside = this.#outside.top;
    const result = this.#kernels.selectRows({
      active: memory.at('active'),
      activeCount,
      numbers: memory.at('numbers'),
      rows: memory.at('rows'),
      rowBytes: this.#sizes.stride * Float32Array.BYTES_PER_ELEMENT,
      columns: this.#points.columns,
      norms: memory.at('norms'),
      bounds: memory.at('bounds'),
      seen: memory.at('seen'),
      outsideBound: outside < 0 ? -1 : this.#bound[outside],
      outsideRow: Math.max(0, outside),
      centers: memory.at('centers'),
      factors: memory.at('factors'),
      largestNorm: this.#largestNorm,
      selected: this.#selected,
      wanted: this.#sizes.count,
      picks: memory.at('picks'),
      pickedBounds: memory.at('pickedBounds'),
    });
    const picked = result < 0 ? -1 - result : result;
    const numbers = memory.view('numbers', count);
    const pickedBounds = memory.view('pickedBounds', picked);
    for (const [i, position] of memory.view('picks', picked).entries()) {
      this.#radii[this.#selected] = Math.sqrt(pickedBounds[i]);
      this.#indices[this.#selected++] = numbers[position];
    }
    if (result < 0) this.#farthest = this.#kernels.farthestDistance();
    return result < 0;
  }

  /** Whether a member's bound still exceeds the largest bound outside the round. */
  #precedesOutside(bound: number, row: number): boolean {
    const outside = this.#outside.top;
    if (outside < 0) return true;
    const difference = bound - this.#bound[outside];
    return difference > 0 || (difference === 0 && row < outside);
  }
}
