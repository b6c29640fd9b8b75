import { NeighborSearch } from '../neighbors/index.ts';
import type { Matrix, MatrixProducts } from '../tensor/index.ts';
import type { CoresetSelection } from './plainGreedyCoreset.ts';
import { uncoveredRows } from './uncoveredRows.ts';

/** The rows that coresets are made of. */
export interface GroupedRows {
  /** All rows, N×d, as the coreset was selected from them. */
  readonly points: Matrix;
  /** The group of each row, such as its image: N numbers from 0 to `groups` − 1. */
  readonly groupOf: Uint32Array;
  readonly groups: number;
  /** The rows to cover and to select from. */
  readonly rows: Uint32Array;
}

/** Rows whose distances are computed at once. */
const ROWS_AT_ONCE = 4096;

/**
 * Completes a greedy coreset for each group as if that group did not exist.
 *
 * Without a group's own rows the coreset has holes: rows of other groups that only these rows covered. In
 * them the greedy selection goes on, until the rest covers all other groups within the same radius. That
 * gives nearly the coreset that a selection without the group would give, for all groups at the cost of
 * about one search of all rows.
 *
 * @param onRows called with the number of rows that were searched; throw to cancel.
 * @returns for each group, the rows of other groups that join what is left of the coreset.
 */
export async function coresetsWithout(
  { points, groupOf, groups, rows }: GroupedRows,
  { indices, coveringRadius }: Pick<CoresetSelection, 'indices' | 'coveringRadius'>,
  products: MatrixProducts,
  onRows?: (searched: number) => void,
): Promise<readonly Uint32Array[]> {
  const centerGroups = indices.map((row) => groupOf[row]);
  const search = await NeighborSearch.build(points.gather(indices), { products });
  const holes = Array.from({ length: groups }, () => new Hole());
  // Rows whose two nearest centers are of one group.
  const undecided = Array.from({ length: groups }, (): number[] => []);
  const count = Math.min(2, indices.length);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    onRows?.(start);
    const block = rows.subarray(start, start + ROWS_AT_ONCE);
    const near = await search.nearest(points.gather(block), count);
    for (const [i, row] of block.entries()) {
      const group = centerGroups[near.indices[i * count]];
      if (groupOf[row] === group) continue;
      const second = i * count + count - 1;
      if (centerGroups[near.indices[second]] === group) undecided[group].push(row);
      else if (near.distances[second] > coveringRadius) {
        holes[group].add(row, near.distances[second]);
      }
    }
  }
  for (const [group, left] of undecided.entries()) {
    onRows?.(rows.length);
    const own = Uint32Array.from(centerGroups.keys()).filter((i) => centerGroups[i] === group);
    const distances =
      own.length === indices.length
        ? new Float32Array(left.length).fill(Number.POSITIVE_INFINITY)
        : (await search.nearest(points.gather(left), 1, own)).distances;
    for (const [i, row] of left.entries()) {
      if (distances[i] > coveringRadius) holes[group].add(row, distances[i]);
    }
  }
  return holes.map((hole) => hole.fill(points, coveringRadius));
}

/** Rows that a coreset no longer covers, and their distances to it. */
class Hole {
  readonly #rows: number[] = [];
  readonly #distances: number[] = [];

  add(row: number, distance: number): void {
    this.#rows.push(row);
    this.#distances.push(distance);
  }

  /** The rows that cover it. */
  fill(points: Matrix, radius: number): Uint32Array {
    const added = uncoveredRows(
      points.gather(this.#rows),
      Float32Array.from(this.#distances),
      radius,
    );
    return Uint32Array.from(added, (i) => this.#rows[i]);
  }
}
