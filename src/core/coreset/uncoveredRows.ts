import { type Matrix, squaredDistance } from '../tensor/index.ts';

/**
 * Continues greedy k-center from a memory bank: takes the new row that is farthest from the bank, again
 * and again, until none is farther than the radius that the bank covers.
 *
 * @param points the new rows, N×d.
 * @param distances L2 distance of each new row to the nearest bank row, in the same space.
 * @param radius L2; rows no farther than this are covered.
 * @returns the rows to add, in the order in which they were taken; ties go to the lower row.
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
