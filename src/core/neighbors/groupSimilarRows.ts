/** Number of leading coordinates among which the widest is chosen; more hardly change the groups. */
const SPLIT_AXES = 12;

/**
 * Orders rows so that each stretch of `groupRows` rows holds rows that lie near one another: the leaves
 * of a k-d tree over the leading coordinates, split at the median of the widest one. All groups except
 * the last are full. Equal coordinates are ordered by row, so the order is reproducible.
 *
 * @param coordinates `rows` × `axes`, row-major, the coordinate with the largest variance first.
 * @returns the row at each position.
 */
export function groupSimilarRows(
  coordinates: Float32Array,
  rows: number,
  axes: number,
  groupRows: number,
): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const splitAxes = Math.min(SPLIT_AXES, axes);
  const split = (start: number, end: number) => {
    if (end - start <= groupRows) return;
    const part = order.subarray(start, end);
    const axis = widestAxis(coordinates, part, axes, splitAxes);
    part.sort((a, b) => coordinates[a * axes + axis] - coordinates[b * axes + axis] || a - b);
    const groups = Math.ceil(part.length / groupRows);
    const middle = start + Math.ceil(groups / 2) * groupRows;
    split(start, middle);
    split(middle, end);
  };
  split(0, rows);
  return order;
}

/** The coordinate with the largest variance among `rows`. */
function widestAxis(
  coordinates: Float32Array,
  rows: Uint32Array,
  axes: number,
  splitAxes: number,
): number {
  let widest = 0;
  let largest = -1;
  for (let axis = 0; axis < splitAxes; axis++) {
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const value = coordinates[row * axes + axis];
      sum += value;
      squares += value * value;
    }
    const variance = squares - (sum * sum) / rows.length;
    if (variance > largest) {
      largest = variance;
      widest = axis;
    }
  }
  return widest;
}
