import { joinNeighbors, type PixelRuns } from './PixelRuns.ts';
import { type Point, simplifyPolygon } from './simplifyPolygon.ts';

/** Right, down, left, up: steps along an edge with the pixels of the region on the right-hand side. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outer boundaries of the pixels of a region, one polygon for each 4-connected piece, along the
 * edges of pixels: the square pixel at (0, 0) has the corners (0, 0), (1, 0), (1, 1), (0, 1). Holes are
 * not traced. Each polygon is simplified (Ramer, Douglas and Peucker).
 *
 * @param tolerancePx largest distance of a dropped corner from the polygon.
 */
export function traceContours(region: PixelRuns, tolerancePx: number): readonly Point[][] {
  const inside = (x: number, y: number) => region.has(x, y);
  const pieces = joinNeighbors(region, 0);
  const contours: Point[][] = [];
  for (let y = 0; y < region.height; y++) {
    const [first, end] = region.within(y);
    for (let run = first; run < end; run++) {
      if (pieces[run] !== run) continue;
      contours.push(simplifyPolygon(follow(region.starts[run], y, inside), tolerancePx));
    }
  }
  return contours;
}

/** The corners of an outer boundary, clockwise from the upper left corner of its first pixel in row-major order. */
function follow(
  startX: number,
  startY: number,
  inside: (x: number, y: number) => boolean,
): readonly Point[] {
  const corners: Point[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    corners.push([x, y]);
    do {
      x += steps[direction][0];
      y += steps[direction][1];
    } while (edgeAhead(x, y, direction, inside) && !(x === startX && y === startY));
    const right = (direction + 1) % 4;
    direction = edgeAhead(x, y, right, inside) ? right : (direction + 3) % 4;
  } while (x !== startX || y !== startY);
  return corners;
}

/** Whether the edge from a corner has a pixel of the region on its right and none on its left. */
function edgeAhead(
  x: number,
  y: number,
  direction: number,
  inside: (x: number, y: number) => boolean,
): boolean {
  const [[rx, ry], [lx, ly]] = sides[direction];
  return inside(x + rx, y + ry) && !inside(x + lx, y + ly);
}

/** For each direction, the offsets of the pixels on the right and on the left of the edge that begins at a corner. */
const sides = [
  [
    [0, 0],
    [0, -1],
  ],
  [
    [-1, 0],
    [0, 0],
  ],
  [
    [-1, -1],
    [-1, 0],
  ],
  [
    [0, -1],
    [-1, -1],
  ],
] as const;
