import type { Affine, Place } from './Affine.ts';

/** Where a place goes. */
export function applyAffine({ yy, yx, y0, xy, xx, x0 }: Affine, { y, x }: Place): Place {
  return { y: yy * y + yx * x + y0, x: xy * y + xx * x + x0 };
}
