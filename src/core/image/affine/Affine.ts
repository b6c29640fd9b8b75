import type { Size } from '../Box.ts';

/**
 * An affine map of the image plane, in pixels. Pixel i of a row spans i..i+1, so its center is i + ½:
 *
 *   y' = yy·y + yx·x + y0,  x' = xy·y + xx·x + x0.
 */
export interface Affine {
  readonly yy: number;
  readonly yx: number;
  readonly y0: number;
  readonly xy: number;
  readonly xx: number;
  readonly x0: number;
}

/** A place on the image plane, in pixels. */
export interface Place {
  readonly y: number;
  readonly x: number;
}

/** The place that a place is mapped to. */
export function applyAffine({ yy, yx, y0, xy, xx, x0 }: Affine, { y, x }: Place): Place {
  return { y: yy * y + yx * x + y0, x: xy * y + xx * x + x0 };
}

/** The map that applies `first` and after it `then`. */
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

/** The inverse map. @throws RangeError if there is none. */
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

/**
 * A rotation about the center of an image, followed by a shift.
 *
 * @param degrees counterclockwise as seen, with rows counted downward.
 * @param shift in pixels.
 */
export function rotationAbout(
  { height, width }: Size,
  degrees: number,
  shift: Place = { y: 0, x: 0 },
): Affine {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const center = { y: height / 2, x: width / 2 };
  const turn = { yy: cos, yx: -sin, y0: 0, xy: sin, xx: cos, x0: 0 };
  const turned = applyAffine(turn, center);
  return { ...turn, y0: center.y - turned.y + shift.y, x0: center.x - turned.x + shift.x };
}
