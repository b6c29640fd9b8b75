import type { Box } from '../Box.ts';
import type { RgbImage } from '../RgbImage.ts';

/**
 * Draws a frame just outside a box, so that it hides nothing inside.
 *
 * @param image changed in place.
 * @param color red, green, blue, 0..255.
 * @param linePx width of the line; by default 1/300 of the shorter side of the image.
 */
export function drawBox(
  image: RgbImage,
  box: Box,
  color: readonly [number, number, number],
  linePx = Math.max(1, Math.round(Math.min(image.height, image.width) / 300)),
): void {
  const top = Math.floor(box.y);
  const left = Math.floor(box.x);
  const bottom = Math.ceil(box.y + box.height);
  const right = Math.ceil(box.x + box.width);
  for (let y = Math.max(0, top - linePx); y < Math.min(image.height, bottom + linePx); y++) {
    for (let x = Math.max(0, left - linePx); x < Math.min(image.width, right + linePx); x++) {
      const inside = y >= top && y < bottom && x >= left && x < right;
      if (!inside) image.data.set(color, (y * image.width + x) * 3);
    }
  }
}

/**
 * Draws the outline of a closed polygon whose corners lie between pixels.
 *
 * @param image changed in place.
 * @param corners x, y, in pixels.
 * @param color red, green, blue, 0..255.
 * @param linePx width of the line, at least 1.
 * @param dashPx length of the dashes and of the gaps between them; 0 for an unbroken line.
 */
export function drawPolygon(
  image: RgbImage,
  corners: readonly (readonly [x: number, y: number])[],
  color: readonly [number, number, number],
  linePx: number,
  dashPx = 0,
): void {
  const half = linePx / 2;
  let drawnPx = 0;
  for (const [i, [x0, y0]] of corners.entries()) {
    const [x1, y1] = corners[(i + 1) % corners.length];
    const lengthPx = Math.hypot(x1 - x0, y1 - y0);
    const steps = Math.max(1, Math.ceil(lengthPx * 2));
    for (let step = 0; step <= steps; step++) {
      const atPx = drawnPx + (lengthPx * step) / steps;
      if (dashPx > 0 && Math.floor(atPx / dashPx) % 2 === 1) continue;
      const x = x0 + ((x1 - x0) * step) / steps;
      const y = y0 + ((y1 - y0) * step) / steps;
      drawDot(image, Math.round(y - half), Math.round(x - half), linePx, color);
    }
    drawnPx += lengthPx;
  }
}

function drawDot(
  image: RgbImage,
  top: number,
  left: number,
  side: number,
  color: readonly [number, number, number],
): void {
  for (let y = Math.max(0, top); y < Math.min(image.height, top + side); y++) {
    for (let x = Math.max(0, left); x < Math.min(image.width, left + side); x++) {
      image.data.set(color, (y * image.width + x) * 3);
    }
  }
}
