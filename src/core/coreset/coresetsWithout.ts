import { NeighborSearch } from '../neighbors/index.ts';
import type { Matrix, MatrixProducts } from '../tensor/index.ts';
import type { CoresetSelection } from './plainGreedyCoreset.ts';
import { type Cover, StandIns } from './StandIns.ts';

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
/** Centers near a row that are looked at: more of them change the result little. */
const NEAR_CENTERS = 8;

/**
 * Completes a greedy coreset for each group as if that group did not exist.
 *
 * Without a group's own rows, the selection would have taken other rows in their stead, each when it was
 * its turn. These rows are found, and join what is left of the coreset, which then covers all other groups
 * within the same radius. Filling what is open at the end would not do: centers keep their distance from
 * each other, so the centers around a row of the group are those that it kept away, and the group's own
 * rows would lie farther from them than rows of any new group (decision 106).
 *
 * That gives nearly the coreset that a selection without the group would give, for all groups at the cost
 * of about one search of all rows.
 *
 * @param onRows called with the number of rows that were searched; throw to cancel.
 * @returns for each group, the rows of other groups that join what is left of the coreset.
 */
export async function coresetsWithout(
  { points, groupOf, groups, rows }: GroupedRows,
  selection: Pick<CoresetSelection, 'indices' | 'radii' | 'coveringRadius'>,
  products: MatrixProducts,
  onRows?: (searched: number) => void,
): Promise<readonly Uint32Array[]> {
  const { indices, radii, coveringRadius } = selection;
  const centerGroups = indices.map((row) => groupOf[row]);
  const isCenter = new Set(indices);
  const coverBy = (center: number, distance: number): Cover => ({
    group: centerGroups[center],
    radius: radii[center],
    distance,
  });
  const search = await NeighborSearch.build(points.gather(indices), { products });
  const standIns = Array.from(
    { length: groups },
    (_, group) => new StandIns(group, points, coveringRadius),
  );
  // Rows whose near centers are all of one group.
  const undecided = Array.from({ length: groups }, (): number[] => []);
  const count = Math.min(NEAR_CENTERS, indices.length);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    onRows?.(start);
    const block = rows.subarray(start, start + ROWS_AT_ONCE).filter((row) => !isCenter.has(row));
    if (block.length === 0) continue;
    const near = await search.nearest(points.gather(block), count);
    for (const [i, row] of block.entries()) {
      const centers = near.indices.subarray(i * count, (i + 1) * count);
      const distances = near.distances.subarray(i * count, (i + 1) * count);
      const covers = [...centers.keys()]
        .sort((a, b) => centers[a] - centers[b])
        .map((k) => coverBy(centers[k], distances[k]));
      for (const [k, { group }] of covers.entries()) {
        if (group === groupOf[row] || covers.findIndex((cover) => cover.group === group) < k)
          continue;
        if (covers.every((cover) => cover.group === group)) undecided[group].push(row);
        else standIns[group].add(row, covers, distances[count - 1]);
      }
    }
  }
  for (const [group, left] of undecided.entries()) {
    onRows?.(rows.length);
    if (left.length === 0) continue;
    const own = Uint32Array.from(centerGroups.keys()).filter((i) => centerGroups[i] === group);
    if (own.length === indices.length) {
      for (const row of left) standIns[group].add(row, [], Number.POSITIVE_INFINITY);
      continue;
    }
    const near = await search.nearest(points.gather(left), 1, own);
    for (const [i, row] of left.entries()) {
      const distance = near.distances[i];
      standIns[group].add(row, [coverBy(near.indices[i], distance)], distance);
    }
  }
  return standIns.map((rows) => rows.select());
}
