import type { GridRows } from '../tensor/index.ts';
import { joinRoots, rootOf } from './unionFind.ts';

/** The pixels of a mask as runs along its rows, in row-major order: few numbers if the mask has few edges. */
export class PixelRuns {
  readonly height: number;
  /** First column of each run. */
  readonly starts: Int32Array;
  /** Column after the last of each run. */
  readonly ends: Int32Array;
  /** Number of runs before each row, and the number of all runs at the end. */
  readonly #before: Int32Array;

  /** @param rows row of each run, ascending. @param starts see {@link starts}. @param ends see {@link ends}. */
  constructor(height: number, rows: Int32Array, starts: Int32Array, ends: Int32Array) {
    this.height = height;
    this.starts = starts;
    this.ends = ends;
    this.#before = new Int32Array(height + 1);
    for (const row of rows) this.#before[row + 1]++;
    for (let y = 0; y < height; y++) this.#before[y + 1] += this.#before[y];
  }

  /** Number of runs. */
  get count(): number {
    return this.starts.length;
  }

  /** The first run of a row and the one after its last. */
  within(y: number): readonly [first: number, end: number] {
    return [this.#before[y], this.#before[y + 1]];
  }

  /** Selects some of the runs. @param runs their numbers, ascending. */
  select(runs: readonly number[]): PixelRuns {
    const rows = new Int32Array(runs.length);
    for (let y = 0, i = 0; y < this.height; y++) {
      const [, end] = this.within(y);
      for (; i < runs.length && runs[i] < end; i++) rows[i] = y;
    }
    const pick = (values: Int32Array) => Int32Array.from(runs, (run) => values[run]);
    return new PixelRuns(this.height, rows, pick(this.starts), pick(this.ends));
  }

  /** Whether a pixel lies in a run; the pixel may lie outside the mask. */
  has(x: number, y: number): boolean {
    if (y < 0 || y >= this.height) return false;
    let [low, high] = this.within(y);
    // Finds the first run that ends beyond x.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > x) high = middle;
      else low = middle + 1;
    }
    return low < this.#before[y + 1] && this.starts[low] <= x;
  }
}

/** The runs of pixels above `low`, and for each run whether it holds a pixel above the threshold. */
export function runsAbove(
  map: GridRows,
  low: number,
  threshold: number,
): { readonly runs: PixelRuns; readonly seeds: readonly boolean[] } {
  const rows: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const seeds: boolean[] = [];
  for (let y = 0; y < map.height; y++) {
    const row = map.row(y);
    for (let x = 0; x < map.width; x++) {
      if (!(row[x] > low)) continue;
      let seed = false;
      rows.push(y);
      starts.push(x);
      for (; x < map.width && row[x] > low; x++) seed ||= row[x] > threshold;
      ends.push(x);
      seeds.push(seed);
    }
  }
  const runs = new PixelRuns(
    map.height,
    Int32Array.from(rows),
    Int32Array.from(starts),
    Int32Array.from(ends),
  );
  return { runs, seeds };
}

/**
 * Labels runs by component: runs are connected by steps of at most `distance` pixels, along the axis on
 * which they are farther apart. A distance of 1 is 8-connectivity, 0 is 4-connectivity.
 *
 * @returns for each run the number of the first run of its component.
 */
export function joinNeighbors(runs: PixelRuns, distance: number): Int32Array {
  const parents = Int32Array.from({ length: runs.count }, (_, run) => run);
  for (let y = 0; y < runs.height; y++) {
    const [first, end] = runs.within(y);
    for (let run = first + 1; run < end; run++) {
      if (runs.starts[run] - runs.ends[run - 1] < distance) joinRoots(parents, run - 1, run);
    }
    for (let above = Math.max(0, y - Math.max(1, distance)); above < y; above++)
      joinRows(runs, parents, above, y, distance);
  }
  for (let run = 0; run < parents.length; run++) parents[run] = rootOf(parents, run);
  return parents;
}

/** Joins the runs of two rows whose columns are near. */
function joinRows(
  runs: PixelRuns,
  parents: Int32Array,
  above: number,
  below: number,
  distance: number,
): void {
  const { starts, ends } = runs;
  const [firstUpper, upperEnd] = runs.within(above);
  const [first, lowerEnd] = runs.within(below);
  for (let upper = firstUpper, lower = first; upper < upperEnd && lower < lowerEnd;) {
    const apart = Math.max(starts[upper], starts[lower]) - Math.min(ends[upper], ends[lower]) + 1;
    if (apart <= distance) joinRoots(parents, upper, lower);
    if (ends[upper] < ends[lower]) upper++;
    else lower++;
  }
}
