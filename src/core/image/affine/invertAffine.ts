import type { Affine } from './Affine.ts';
import { applyAffine } from './applyAffine.ts';

/** The way back. @throws RangeError if there is none. */
export function invertAffine({ yy, yx, y0, xy, xx, x0 }: Affine): Affine {
  const determinant = yy * xx - yx * xy;
  if (determinant === 0) throw new RangeError('the map has no inverse');
  const linear = {
    yy: xx / determinant,
    yx: -yx / determinant,
    y0: 0,
    xy: -xy / determinant,
    xx: yy / determinant,
    x0: 0,
  };
  const { y, x } = applyAffine(linear, { y: y0, x: x0 });
  return { ...linear, y0: -y, x0: -x };
}
