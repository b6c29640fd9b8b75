import type { Affine } from './Affine.ts';
import { applyAffine } from './applyAffine.ts';

/** The map that does `first` and `then` one after the other. */
export function composeAffine(first: Affine, then: Affine): Affine {
  const { yy, yx, xy, xx } = then;
  const { y: y0, x: x0 } = applyAffine(then, { y: first.y0, x: first.x0 });
  return {
    yy: yy * first.yy + yx * first.xy,
    yx: yy * first.yx + yx * first.xx,
    y0,
    xy: xy * first.yy + xx * first.xy,
    xx: xy * first.yx + xx * first.xx,
    x0,
  };
}
