import type { Box, RgbImage } from '../../core/image/index.ts';
import type { Random } from '../../core/random/index.ts';
import { blend, changedColor, type GeneratedDefect } from './blend.ts';

/**
 * Draws a thin bent line, brighter or darker than its background. Relative to the shorter side it is
 * 15 to 50 % long and 1 to 3 % wide, and at least 1.5 pixels wide.
 */
export function scratch(good: RgbImage, random: Random): GeneratedDefect {
  const { height, width } = good;
  const side = Math.min(height, width);
  const length = side * (0.15 + 0.35 * random.uniform());
  const half = Math.max(0.75, (side * (0.01 + 0.02 * random.uniform())) / 2);
  const shift = (random.uniform() < 0.5 ? -1 : 1) * (50 + 70 * random.uniform());
  const points = bentLine(height, width, length, random);
  const reach = half + 0.5;
  const strokes = points.slice(1).map((to, i) => {
    const { y: top, height: rows } = boxAround([points[i], to], reach);
    return { from: points[i], to, top, bottom: top + rows };
  });
  return blend(
    good,
    boxAround(points, reach),
    (y, x) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (const { from, to, top, bottom } of strokes) {
        if (y < top || y > bottom) continue;
        nearest = Math.min(nearest, squaredDistance(y, x, from, to));
      }
      return Math.max(0, Math.min(1, half - Math.sqrt(nearest) + 0.5));
    },
    (y, x) => changedColor(good, y * width + x, (value) => value + shift),
  );
}

type Point = readonly [y: number, x: number];

/** Eight strokes from a point well inside the image, each at a slight angle to the previous one. */
function bentLine(height: number, width: number, length: number, random: Random): Point[] {
  const strokes = 8;
  let [y, x] = [height * (0.2 + 0.6 * random.uniform()), width * (0.2 + 0.6 * random.uniform())];
  let angle = 2 * Math.PI * random.uniform();
  const points: Point[] = [[y, x]];
  for (let i = 0; i < strokes; i++) {
    angle += 0.5 * (random.uniform() - 0.5);
    y += (length / strokes) * Math.sin(angle);
    x += (length / strokes) * Math.cos(angle);
    points.push([y, x]);
  }
  return points;
}

/** The box around all points with a margin. */
function boxAround(points: readonly Point[], marginPx: number): Box {
  const ys = points.map(([y]) => y);
  const xs = points.map(([, x]) => x);
  const [top, left] = [Math.min(...ys) - marginPx, Math.min(...xs) - marginPx];
  const [bottom, right] = [Math.max(...ys) + marginPx, Math.max(...xs) + marginPx];
  return { y: top, x: left, height: bottom - top, width: right - left };
}

/** Squared distance of a pixel to a stroke, in square pixels. */
function squaredDistance(y: number, x: number, [y1, x1]: Point, [y2, x2]: Point): number {
  const [dy, dx] = [y2 - y1, x2 - x1];
  const along = ((y - y1) * dy + (x - x1) * dx) / (dy * dy + dx * dx);
  const share = Math.max(0, Math.min(1, along));
  return (y - y1 - share * dy) ** 2 + (x - x1 - share * dx) ** 2;
}
