import {
  Matrix,
  type MatrixProduct,
  productErrorBound,
  squaredDistance,
  squaredNorms,
} from '../tensor/index.ts';
import type { CoresetSelection } from './CoresetSelection.ts';
import { RowHeap } from './RowHeap.ts';
import { allRows, type GreedyStart, startingDistances } from './startingDistances.ts';

/** What {@link greedyCoreset} selects from, and how it works; only `rows` changes the selection. */
export interface GreedyCoresetOptions {
  /** The rows to cover and to select from, ascending; by default all. */
  readonly rows?: Uint32Array;
  /** The matrix product that rules pairs out. */
  readonly product: MatrixProduct;
  /** Rows brought up to date together; by default grown with the number of rows. */
  readonly blockRows?: number;
  /** Most centers in one product. */
  readonly blockCenters?: number;
  /** Distance evaluations that may be wasted to save one call of the product. */
  readonly mergeWaste?: number;
  /** Up to this many distance evaluations are done directly, as a product costs too much to call. */
  readonly directEvaluations?: number;
  /** Called between rounds with the number of rows selected so far; throw to cancel. */
  readonly onSelected?: (selected: number) => void | Promise<void>;
}

/**
 * Greedy k-center, selecting exactly the rows that {@link plainGreedyCoreset} selects, but lazily.
 *
 * A row's distance to the selected centers only falls as centers are added, so a stale distance is
 * an upper bound. Each round takes the rows with the largest bounds and brings only those up to
 * date, many rows and centers in one matrix product; a row leaves the round as soon as its bound
 * falls below the largest bound outside. The farthest of the others is selected, and they are
 * measured against it, for as long as one exceeds every bound outside. Products only rule pairs
 * out, within their rounding error; every distance kept is that of {@link squaredDistance}.
 *
 * @param points the (projected) rows, N×d; the nearer their mean is to zero, the more a product rules out.
 * @param count rows to select, 1..rows.length.
 * @throws RangeError if `count` is out of range.
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

class LazyGreedy {
  readonly #points: Matrix;
  /** Squared distance to the nearest of the first `#seen[row]` centers: at least the true one. */
  readonly #bound: Float64Array;
  readonly #seen: Uint32Array;
  /** Rows that are not in the current round, largest bound first. */
  readonly #outside: RowHeap;
  readonly #norms: Float64Array;
  readonly #largestNorm: number;
  readonly #indices: Uint32Array;
  readonly #centers: Matrix;
  readonly #centerNorms: Float64Array;
  readonly #product: MatrixProduct;
  readonly #blockRows: number;
  readonly #blockCenters: number;
  readonly #mergeWaste: number;
  readonly #directEvaluations: number;
  #gathered = new Float32Array(0);
  #products = new Float32Array(0);
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
    this.#points = points;
    this.#bound = startingDistances(points, start, rows);
    this.#seen = new Uint32Array(points.rows);
    this.#outside = new RowHeap(this.#bound, rows);
    this.#norms = squaredNorms(points);
    this.#largestNorm = Math.sqrt(this.#norms.reduce((a, b) => Math.max(a, b), 0));
    this.#indices = new Uint32Array(count);
    this.#centers = Matrix.zeros(count, points.columns);
    this.#centerNorms = new Float64Array(count);
    this.#product = options.product;
    this.#blockRows = options.blockRows ?? Math.min(1024, Math.max(32, rows.length >> 6));
    this.#blockCenters = options.blockCenters ?? 512;
    this.#mergeWaste = options.mergeWaste ?? 8192;
    this.#directEvaluations = options.directEvaluations ?? 256;
  }

  get selected(): number {
    return this.#selected;
  }

  selection(): CoresetSelection {
    return {
      indices: this.#indices.slice(0, this.#selected),
      coveringRadius: Math.sqrt(this.#farthest),
      distanceEvaluations: this.#evaluations,
    };
  }

  /** @returns true once all rows are selected and the farthest remaining distance is known. */
  async round(): Promise<boolean> {
    const members: number[] = [];
    while (members.length < this.#blockRows && this.#outside.size > 0) {
      members.push(this.#outside.pop());
    }
    await this.#bringUpToDate(members);
    const finished = this.#select(members.filter((row) => this.#seen[row] === this.#selected));
    for (const row of members) this.#outside.push(row);
    return finished;
  }

  async #bringUpToDate(members: readonly number[]): Promise<void> {
    const seen = this.#seen;
    let stale = members.filter((row) => seen[row] < this.#selected);
    stale.sort((a, b) => seen[a] - seen[b]);
    while (stale.length > 0) {
      const from = seen[stale[0]];
      let size = 1;
      for (let waste = 0; size < stale.length; size++) {
        waste += seen[stale[size]] - from;
        if (waste > this.#mergeWaste) break;
      }
      const next = size < stale.length ? seen[stale[size]] : this.#selected;
      const to = Math.min(next, from + this.#blockCenters);
      const group = stale.slice(0, size);
      if (size * (to - from) <= this.#directEvaluations) this.#measureDirectly(group, from, to);
      else await this.#measure(group, from, to);
      const remaining = group.filter((row) => to < this.#selected && this.#mayBeFarthest(row));
      stale = remaining.concat(stale.slice(size));
    }
  }

  /** Whether a row's bound still exceeds what is known of the rows outside the round. */
  #mayBeFarthest(row: number): boolean {
    return this.#outside.size === 0 || this.#outside.precedes(row, this.#outside.top);
  }

  #measureDirectly(group: readonly number[], from: number, to: number): void {
    const { data, columns } = this.#points;
    for (const row of group) {
      for (let center = from; center < to; center++) {
        this.#lower(
          row,
          squaredDistance(data, row * columns, this.#centers.data, center * columns, columns),
        );
      }
      this.#seen[row] = to;
    }
    this.#evaluations += group.length * (to - from);
  }

  async #measure(group: readonly number[], from: number, to: number): Promise<void> {
    const { data, columns } = this.#points;
    const centers = to - from;
    const rows = this.#gather(group);
    if (this.#products.length < group.length * centers) {
      this.#products = new Float32Array(group.length * centers);
    }
    const products = this.#products;
    await this.#product(rows, this.#centers.slice(from, to), products);
    const gamma = 2 * productErrorBound(columns);
    for (let i = 0; i < group.length; i++) {
      const row = group[i];
      // ‖x − c‖² = ‖x‖² + ‖c‖² − 2x·c, wrong by no more than `slack`.
      const slack = gamma * (Math.sqrt(this.#norms[row]) + this.#largestNorm) ** 2;
      let limit = this.#bound[row] - this.#norms[row] + slack;
      for (let j = 0, at = i * centers; j < centers; j++, at++) {
        if (this.#centerNorms[from + j] - 2 * products[at] > limit) continue;
        const center = (from + j) * columns;
        this.#lower(row, squaredDistance(data, row * columns, this.#centers.data, center, columns));
        limit = this.#bound[row] - this.#norms[row] + slack;
      }
      this.#seen[row] = to;
    }
    this.#evaluations += group.length * centers;
  }

  #gather(group: readonly number[]): Matrix {
    const { data, columns } = this.#points;
    if (this.#gathered.length < group.length * columns) {
      this.#gathered = new Float32Array(group.length * columns);
    }
    for (let i = 0; i < group.length; i++) {
      const at = group[i] * columns;
      this.#gathered.set(data.subarray(at, at + columns), i * columns);
    }
    return new Matrix(group.length, columns, this.#gathered.subarray(0, group.length * columns));
  }

  #lower(row: number, distance: number): void {
    if (distance < this.#bound[row]) this.#bound[row] = distance;
  }

  /** Selects among rows that are up to date while the farthest of them is the farthest of all. */
  #select(candidates: number[]): boolean {
    let active = candidates;
    for (;;) {
      let best = -1;
      for (const row of active) if (best < 0 || this.#outside.precedes(row, best)) best = row;
      if (best < 0 || !this.#mayBeFarthest(best)) return false;
      const covered = this.#selected > 0 && this.#bound[best] === 0;
      if (covered || this.#selected === this.#indices.length) {
        this.#farthest = this.#bound[best];
        return true;
      }
      this.#addCenter(best);
      this.#measureDirectly(active, this.#selected - 1, this.#selected);
      active = active.filter((row) => this.#mayBeFarthest(row));
    }
  }

  #addCenter(row: number): void {
    this.#indices[this.#selected] = row;
    this.#centers.data.set(this.#points.row(row), this.#selected * this.#points.columns);
    this.#centerNorms[this.#selected] = this.#norms[row];
    this.#selected++;
  }
}
