import { NominalError } from '../../errors/index.ts';
import type { MaskShape } from './MaskSource.ts';

/**
 * Draws the marked parts of an image: 1 inside any of them, 0 elsewhere; parts outside the image are
 * cut off. A pixel is inside if its center is.
 *
 * @returns height × width values, row-major.
 * @throws NominalError DATASET_LAYOUT if runs belong to an image of another size.
 */
export function shapeMask(shapes: readonly MaskShape[], height: number, width: number): Uint8Array {
  const mask = new Uint8Array(height * width);
  for (const shape of shapes) {
    if (shape.kind === 'runs') drawRuns(mask, shape, height, width);
    else if (shape.kind === 'box') {
      const { x, y } = shape;
      const [right, bottom] = [x + shape.width, y + shape.height];
      drawPolygon(mask, corners(x, y, right, bottom), height, width);
    } else drawPolygon(mask, shape.points, height, width);
  }
  return mask;
}

type Points = Extract<MaskShape, { readonly kind: 'polygon' }>['points'];

function corners(left: number, top: number, right: number, bottom: number): Points {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** Fills each row between every other crossing of the outline with the row's middle line. */
function drawPolygon(mask: Uint8Array, points: Points, height: number, width: number): void {
  for (let row = 0; row < height; row++) {
    const y = row + 0.5;
    const crossings: number[] = [];
    for (const [i, [x1, y1]] of points.entries()) {
      const [x2, y2] = points[(i + 1) % points.length];
      if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const start = Math.max(0, Math.ceil(crossings[i] - 0.5));
      const end = Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
      if (end > start) mask.fill(1, row * width + start, row * width + end);
    }
  }
}

type Runs = Extract<MaskShape, { readonly kind: 'runs' }>;

function drawRuns(mask: Uint8Array, runs: Runs, height: number, width: number): void {
  if (runs.height !== height || runs.width !== width) {
    throw new NominalError('DATASET_LAYOUT', {
      what: 'a mask of run lengths differs in size from its image',
      expected: `${height} x ${width} pixels (height x width) like the image`,
      received: `${runs.height} x ${runs.width} pixels`,
    });
  }
  let at = 0;
  for (const [i, count] of runs.counts.entries()) {
    const end = Math.min(mask.length, at + count);
    if (i % 2 === 1) {
      for (let pixel = at; pixel < end; pixel++) {
        mask[(pixel % height) * width + Math.floor(pixel / height)] = 1;
      }
    }
    at = end;
  }
}
