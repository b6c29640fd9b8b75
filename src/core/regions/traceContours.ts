import { type Point, simplifyPolygon } from './simplifyPolygon.ts';

/** Pixels of one label, within a window of a label image. */
export interface LabelWindow {
  readonly labels: Int32Array;
  /** Width of the label image. */
  readonly stride: number;
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Right, down, left, up: the way along an edge that keeps the pixels of the label on the right hand. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outer boundaries of the pixels of one label, one polygon for each 4-connected piece, along the
 * edges of pixels: the square pixel at (0, 0) has the corners (0, 0), (1, 0), (1, 1), (0, 1). Holes
 * have none. Each polygon is simplified (Ramer, Douglas and Peucker).
 *
 * @param tolerancePx farthest that a left-out corner may lie from the polygon.
 */
export function traceContours(window: LabelWindow, tolerancePx: number): readonly Point[][] {
  const { labels, stride, label, x: left, y: top, width, height } = window;
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && labels[(top + y) * stride + left + x] === label;
  const seen = new Uint8Array(width * height);
  const contours: Point[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(x, y) || seen[y * width + x] !== 0) continue;
      fill(x, y, width, inside, seen);
      const outline = follow(x, y, inside).map(([px, py]): Point => [left + px, top + py]);
      contours.push(simplifyPolygon(outline, tolerancePx));
    }
  }
  return contours;
}

/** Marks the 4-connected piece of a pixel. */
function fill(
  x: number,
  y: number,
  width: number,
  inside: (x: number, y: number) => boolean,
  seen: Uint8Array,
): void {
  const waiting = [[x, y]];
  seen[y * width + x] = 1;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [dx, dy] of steps) {
      const [nx, ny] = [next[0] + dx, next[1] + dy];
      if (!inside(nx, ny) || seen[ny * width + nx] !== 0) continue;
      seen[ny * width + nx] = 1;
      waiting.push([nx, ny]);
    }
  }
}

/** Corners of the outer boundary, clockwise from the upper left corner of its first pixel in row-major order. */
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

/** Whether the edge from a corner has a pixel of the label on its right hand and none on its left. */
function edgeAhead(
  x: number,
  y: number,
  direction: number,
  inside: (x: number, y: number) => boolean,
): boolean {
  const [[rx, ry], [lx, ly]] = besides[direction];
  return inside(x + rx, y + ry) && !inside(x + lx, y + ly);
}

/** For each direction, the pixels on the right and on the left of the edge that begins at a corner. */
const besides = [
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
