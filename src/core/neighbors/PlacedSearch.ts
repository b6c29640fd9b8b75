import {
  type Matrix,
  type MatrixProduct,
  productErrorBound,
  squaredDistance,
  squaredNorms,
} from '../tensor/index.ts';
import { NearestLists, type Neighbors } from './Neighbors.ts';

/** Cells of a grid, down and across. */
export interface GridSize {
  readonly height: number;
  readonly width: number;
}

/** The places of the rows of a memory bank on the patch grid of their images. */
export interface BankPlaces {
  /** The grid that all these images share. */
  readonly grid: GridSize;
  /** Cell of each row, row-major. */
  readonly cells: Uint32Array;
}

/** The places of queries: cells of a patch grid, which may be finer or coarser than the bank's. */
export interface QueryPlaces {
  readonly grid: GridSize;
  /** Cell of each query; null if there is one query for each cell, in order. */
  readonly cells: Uint32Array | null;
}

/** A query, the cell of the bank's grid that it lies in, and how many cells away, to all sides, rows may match. */
interface PlacedQuery {
  readonly query: number;
  readonly y: number;
  readonly x: number;
  readonly reach: number;
}

/** Queries that are searched together. */
interface Block {
  readonly members: readonly PlacedQuery[];
  readonly features: Matrix;
  readonly norms: Float64Array;
}

/** Sorted rows `first`..`end` within a product of the rows from `from` on. */
interface Run {
  readonly first: number;
  readonly end: number;
  readonly from: number;
}

/** Side of the squares of cells whose queries are searched together. */
const BLOCK_CELLS = 8;
/** Largest number of pairs in one product. */
const MAX_PAIRS = 1_000_000;

/**
 * Exact nearest bank rows by L2 distance among the rows near the query's own place: at most a share of
 * the longer side of the patch grid away, vertically and horizontally. Where there are too few such rows,
 * the reach grows cell by cell until there are enough.
 *
 * The bank is stored in the order of its cells, so the rows that a query may match are a few runs. A
 * product of a run with the queries of a square of cells gives all distances within its rounding error;
 * the distances that this does not rule out are computed in full.
 */
export class PlacedSearch {
  /** The memory bank, in the order in which it was given. */
  readonly bank: Matrix;
  readonly #sorted: Matrix;
  /** Bank row of each sorted row. */
  readonly #numbers: Uint32Array;
  readonly #norms: Float64Array;
  /** First sorted row of each cell, and the end of the last. */
  readonly #starts: Uint32Array;
  readonly #places: BankPlaces;
  readonly #radius: number;
  readonly #radiusCells: number;
  readonly #product: MatrixProduct;

  /**
   * @param radius as a share of the longer side of the grid, > 0.
   * @throws RangeError if the bank is empty or a row has no cell.
   */
  constructor(bank: Matrix, places: BankPlaces, radius: number, product: MatrixProduct) {
    const { grid, cells } = places;
    const count = grid.height * grid.width;
    if (bank.rows < 1 || cells.length !== bank.rows || cells.some((cell) => cell >= count)) {
      throw new RangeError(`${cells.length} places in ${count} cells for ${bank.rows} bank rows`);
    }
    this.bank = bank;
    this.#places = places;
    this.#radius = radius;
    this.#product = product;
    this.#radiusCells = radius * Math.max(grid.height, grid.width);
    this.#numbers = Uint32Array.from(cells.keys()).sort((a, b) => cells[a] - cells[b] || a - b);
    this.#sorted = bank.gather(this.#numbers);
    this.#norms = squaredNorms(this.#sorted);
    this.#starts = new Uint32Array(count + 1);
    for (const cell of cells) this.#starts[cell + 1]++;
    for (let cell = 0; cell < count; cell++) this.#starts[cell + 1] += this.#starts[cell];
  }

  /**
   * Finds the `count` nearest bank rows of each query among those near its place.
   *
   * @param queries P×D.
   * @param without bank rows that are left out, as if the bank did not hold them.
   * @throws RangeError if the widths differ or `count` is not in 1..rows that are left.
   */
  async nearest(
    queries: Matrix,
    count: number,
    places: QueryPlaces,
    without?: Uint32Array,
  ): Promise<Neighbors> {
    const { bank } = this;
    if (without !== undefined && without.length > 0) {
      const leftOut = new Set(without);
      const { grid, cells } = this.#places;
      const kept = Uint32Array.from(cells.keys()).filter((row) => !leftOut.has(row));
      const left = { grid, cells: kept.map((row) => cells[row]) };
      const search = new PlacedSearch(bank.gather(kept), left, this.#radius, this.#product);
      const found = await search.nearest(queries, count, places);
      return { ...found, indices: found.indices.map((row) => kept[row]) };
    }
    if (queries.columns !== bank.columns || !(count >= 1 && count <= bank.rows)) {
      throw new RangeError(
        `${count} of ${bank.rows} rows of ${bank.columns} values for queries of ${queries.columns}`,
      );
    }
    const lists = new NearestLists(queries.rows, count);
    for (const members of this.#blocksOf(queries.rows, count, places)) {
      const features = queries.gather(members.map(({ query }) => query));
      await this.#searchBlock({ members, features, norms: squaredNorms(features) }, lists);
    }
    return lists.neighbors();
  }

  /** Groups the queries by the square of cells that they lie in. */
  #blocksOf(
    queries: number,
    count: number,
    { grid, cells }: QueryPlaces,
  ): Iterable<readonly PlacedQuery[]> {
    const { height, width } = this.#places.grid;
    const blocks = new Map<number, PlacedQuery[]>();
    for (let query = 0; query < queries; query++) {
      const cell = cells === null ? query : cells[query];
      const y = Math.floor(((Math.floor(cell / grid.width) + 0.5) * height) / grid.height);
      const x = Math.floor((((cell % grid.width) + 0.5) * width) / grid.width);
      const block = Math.floor(y / BLOCK_CELLS) * width + Math.floor(x / BLOCK_CELLS);
      const member = { query, y, x, reach: this.#reach(y, x, count) };
      const others = blocks.get(block);
      if (others === undefined) blocks.set(block, [member]);
      else others.push(member);
    }
    return blocks.values();
  }

  async #searchBlock(block: Block, lists: NearestLists): Promise<void> {
    const { members, features } = block;
    const far = Math.max(...members.map(({ reach }) => reach));
    const ys = members.map(({ y }) => y);
    const xs = members.map(({ x }) => x);
    const [left, right] = [Math.min(...xs) - far, Math.max(...xs) + far];
    const bottom = Math.min(this.#places.grid.height - 1, Math.max(...ys) + far);
    const atOnce = Math.max(1, Math.floor(MAX_PAIRS / members.length));
    for (let y = Math.max(0, Math.min(...ys) - far); y <= bottom; y++) {
      const [start, end] = this.#run(y, left, right);
      for (let from = start; from < end; from += atOnce) {
        const rows = this.#sorted.slice(from, Math.min(end, from + atOnce));
        const products = new Float32Array(members.length * rows.rows);
        await this.#product(features, rows, products);
        for (const [i, member] of members.entries()) {
          if (Math.abs(member.y - y) > member.reach) continue;
          const [first, last] = this.#run(y, member.x - member.reach, member.x + member.reach);
          const own = products.subarray(i * rows.rows, (i + 1) * rows.rows);
          const run = { first: Math.max(first, from), end: Math.min(last, from + rows.rows), from };
          this.#offer(block, i, own, run, lists);
        }
      }
    }
  }

  /** Offers a query the rows of a run whose distance may be less than those in its list. */
  #offer(
    { members, features, norms }: Block,
    i: number,
    products: Float32Array,
    { first, end, from }: Run,
    lists: NearestLists,
  ): void {
    const { columns } = features;
    const { query } = members[i];
    const error = 2 * productErrorBound(columns);
    for (let row = first; row < end; row++) {
      const squaredNorm = this.#norms[row];
      const slack = error * Math.sqrt(norms[i] * squaredNorm);
      const bound = norms[i] + squaredNorm - 2 * products[row - from] - slack;
      if (bound > lists.limit(query)) continue;
      const at = row * columns;
      const squared = squaredDistance(features.data, i * columns, this.#sorted.data, at, columns);
      lists.offer(query, this.#numbers[row], squared);
    }
  }

  /** The sorted rows in the cells `left`..`right` of grid row `y`: [start, end). */
  #run(y: number, left: number, right: number): readonly [start: number, end: number] {
    const { width } = this.#places.grid;
    const first = y * width + Math.max(0, left);
    const last = y * width + Math.min(width - 1, right);
    return [this.#starts[first], this.#starts[last + 1]];
  }

  /** How many cells away a query may be matched, to all sides: more than the radius if there are too few rows within it. */
  #reach(y: number, x: number, count: number): number {
    for (let reach = Math.floor(this.#radiusCells); ; reach++) {
      let rows = 0;
      const bottom = Math.min(this.#places.grid.height - 1, y + reach);
      for (let at = Math.max(0, y - reach); at <= bottom; at++) {
        const [start, end] = this.#run(at, x - reach, x + reach);
        rows += end - start;
      }
      if (rows >= count) return reach;
    }
  }
}
