import type { Random } from '../../core/random/index.ts';
import type { DefectType } from '../defectTypes.ts';
import type { Color } from './Color.ts';
import type { Surface } from './Surface.ts';

/**
 * A point in part coordinates: u to the right, v down, the origin in the middle of the part.
 * One unit is the image's short side.
 */
export interface Point {
  readonly u: number;
  readonly v: number;
}

/** Settings that are known before a scene is built. */
export interface SceneOptions {
  /** Size of a pixel in part coordinates, for anti-aliasing and the finest detail. */
  readonly pixel: number;
  /** Rotation of the part in the image in radians, so that reflections can stay with the lamp. */
  readonly rotation: number;
  /** The feature that is left out, as a number 0..1 over all features, or null for none. */
  readonly missing: number | null;
}

/** One part under the camera, ready to be sampled. */
export interface Scene {
  /** Writes the material at a point. */
  sample(u: number, v: number, out: Surface): void;
  /** A random place on the part where a surface defect may lie. */
  place(random: Random): Point;
  /** A random point on the outline, for chips; only if the part has one. */
  edge?(random: Random): Point;
  /** Signed distance to the outline, negative on the part; if there is an outline, defects stay on the part. */
  outline?(u: number, v: number): number;
  /** Writes the background; needed if there is an `edge`. */
  background?(u: number, v: number, out: Surface): void;
}

/** How much good images of a category vary. */
export interface Variation {
  /** Largest shift from the middle, in part coordinates. */
  readonly shift: number;
  /** Largest rotation in radians, to either side. */
  readonly rotation: number;
  /** Largest relative change of size. */
  readonly size: number;
  /** Largest relative change of exposure. */
  readonly gain: number;
  /** Largest relative change of light from the middle to the border. */
  readonly gradient: number;
  /** Standard deviation of the sensor noise in gray levels of 255. */
  readonly noise: number;
}

/** How scratches, cracks and stains look on a material. */
export interface DefectLook {
  readonly scratch: Color;
  readonly stain: Color;
  readonly wrong: Color;
  /** Depth of a dent's slope, about 0.2 (soft light) .. 0.8. */
  readonly dent: number;
}

/** A product of the generator: everything that defines its images. */
export interface PartCategory {
  readonly defects: readonly DefectType[];
  readonly variation: Variation;
  readonly look: DefectLook;
  /** Builds one part; the same random sequence gives the same part, whichever feature is missing. */
  build(random: Random, options: SceneOptions): Scene;
}
