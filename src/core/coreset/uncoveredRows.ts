import { type Matrix, squaredDistance } from '../tensor/index.ts';

/**
 * Goes on with greedy k-center where a memory bank left off: of new rows the farthest from the bank
 * is taken, again and again, until none is farther than the radius that the bank covers.
 *
 * @param points new rows, N×d.
 * @param distances L2 distances of the new rows to the nearest bank row, in the same space.
 * @param radius L2; rows that are nearer are covered.
 * @returns the rows to add, in the order in which they were taken. Ties go to the lower row.
 */
export function uncoveredRows(
  points: Matrix,
  distances: Float32Array,
  radius: number,
): readonly number[] {
  if (distances.length !== points.rows) {
    throw new RangeError(`${distances.length} distances of ${points.rows} rows`);
  }
  const squaredRadius = radius * radius;
  const squared = Float64Array.from(distances, (distance) => distance * distance);
  let open = Array.from(squared.keys()).filter((row) => squared[row] > squaredRadius);
  const taken: number[] = [];
  const { data, columns } = points;
  while (open.length > 0) {
    const farthest = open.reduce((best, row) => (squared[row] > squared[best] ? row : best));
    taken.push(farthest);
    for (const row of open) {
      const value = squaredDistance(data, row * columns, data, farthest * columns, columns);
      squared[row] = Math.min(squared[row], value);
    }
    open = open.filter((row) => row !== farthest && squared[row] > squaredRadius);
  }
  return taken;
}
