import { coverage } from '../shapes/distances.ts';
import { Surface } from './Surface.ts';

/** Writes the material at a point of the part. */
export type Painter = (u: number, v: number, out: Surface) => void;

/** A part in front of a background. */
export interface CutOut {
  readonly pixel: number;
  /** Signed distance to the outline, negative on the part. */
  readonly outline: (u: number, v: number) => number;
  /** Paints the part; `inside` is the distance to the outline, positive on the part. */
  readonly part: (u: number, v: number, out: Surface, inside: number) => void;
  readonly background: Painter;
}

/** Combines a part and its background into one painter, with an anti-aliased outline. */
export function cutOut({ pixel, outline, part, background }: CutOut): Painter {
  const behind = new Surface();
  return (u, v, out) => {
    const distance = outline(u, v);
    if (distance >= pixel / 2) {
      background(u, v, out);
      return;
    }
    part(u, v, out, -distance);
    if (distance <= -pixel / 2) return;
    background(u, v, behind);
    out.blendSurface(behind, 1 - coverage(distance, pixel));
  };
}
