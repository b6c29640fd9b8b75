import type { Size } from '../resample/preprocess.ts';
import type { Affine, Place } from './Affine.ts';
import { applyAffine } from './applyAffine.ts';

/**
 * A rotation about the middle of an image, then a shift.
 *
 * @param degrees counterclockwise as one sees it, rows growing downward.
 * @param shift in pixels.
 */
export function rotationAbout(
  { height, width }: Size,
  degrees: number,
  shift: Place = { y: 0, x: 0 },
): Affine {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const middle = { y: height / 2, x: width / 2 };
  const turn = { yy: cos, yx: -sin, y0: 0, xy: sin, xx: cos, x0: 0 };
  const turned = applyAffine(turn, middle);
  return { ...turn, y0: middle.y - turned.y + shift.y, x0: middle.x - turned.x + shift.x };
}
