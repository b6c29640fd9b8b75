/**
 * An affine map of the image plane, in pixels; pixel i of a row fills i..i+1, so its center is i + ½:
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
