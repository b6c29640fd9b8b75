/** A point as x, y. */
export type Point = readonly [x: number, y: number];

/**
 * Drops corners of a closed polygon that lie within a tolerance of the remaining polygon (Ramer, 1972;
 * Douglas and Peucker, 1973). Of three or more corners at least three remain.
 */
export function simplifyPolygon(polygon: readonly Point[], tolerance: number): Point[] {
  if (polygon.length <= 3) return [...polygon];
  const far = farthest(polygon, 0, 0, polygon.length);
  const kept = new Set([0, far.index]);
  keepBetween(polygon, 0, far.index, tolerance, kept);
  keepBetween(polygon, far.index, polygon.length, tolerance, kept);
  if (kept.size < 3) kept.add(farthest(polygon, 0, far.index, polygon.length).index);
  return [...kept].sort((a, b) => a - b).map((index) => polygon[index]);
}

/** Splits the run from one kept corner to the next where it bends most, until all its corners are within the tolerance. */
function keepBetween(
  polygon: readonly Point[],
  first: number,
  last: number,
  tolerance: number,
  kept: Set<number>,
): void {
  const waiting: [number, number][] = [[first, last]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [from, to] = next;
    const { index, distance } = farthest(polygon, from, to % polygon.length, to, from + 1);
    if (!(distance > tolerance)) continue;
    kept.add(index);
    waiting.push([from, index], [index, to]);
  }
}

/** The corner of start..end − 1 that is farthest from the segment between two corners. */
function farthest(
  polygon: readonly Point[],
  from: number,
  to: number,
  end: number,
  start = 0,
): { index: number; distance: number } {
  let index = start;
  let distance = -1;
  for (let i = start; i < end; i++) {
    const own = distanceToSegment(polygon[i], polygon[from], polygon[to]);
    if (own > distance) [index, distance] = [i, own];
  }
  return { index, distance };
}

function distanceToSegment([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
