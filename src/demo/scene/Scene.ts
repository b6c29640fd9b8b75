import type { Random } from '../../core/random/Random.ts';
import type { DefectType } from '../defectTypes.ts';
import type { Color } from './Color.ts';
import type { Surface } from './Surface.ts';

/**
 * A point in part coordinates: u to the right, v down, the origin in the part's middle.
 * One unit is the image's short side.
 */
export interface Point {
  readonly u: number;
  readonly v: number;
}

/** What is fixed before a scene is built. */
export interface SceneOptions {
  /** Size of a pixel in part coordinates, for anti-aliasing and the finest detail. */
  readonly pixel: number;
  /** Turn of the part in the image in radians, so that reflections can stay with the lamp. */
  readonly rotation: number;
  /** Which of the features is left out, 0..1 over all of them, or null for none. */
  readonly missing: number | null;
}

/** One part under the camera, ready to be sampled. */
export interface Scene {
  /** Writes the material at a point. */
  sample(u: number, v: number, out: Surface): void;
  /** A random place on the part where a surface defect may lie. */
  place(random: Random): Point;
  /** A random point on the outline, for chips; only where the part has one. */
  edge?(random: Random): Point;
  /** Signed distance to the outline, negative on the part; where there is one, defects stay on the part. */
  outline?(u: number, v: number): number;
  /** Writes what lies behind the part; needed where there is an `edge`. */
  background?(u: number, v: number, out: Surface): void;
}

/** How much good images of a category differ from one another. */
export interface Variation {
  /** Largest shift from the middle, in part coordinates. */
  readonly shift: number;
  /** Largest turn in radians, to either side. */
  readonly rotation: number;
  /** Largest relative change of size. */
  readonly size: number;
  /** Largest relative change of the exposure. */
  readonly gain: number;
  /** Largest relative change of the light from the middle to the border. */
  readonly gradient: number;
  /** Standard deviation of the sensor noise in gray levels of 255. */
  readonly noise: number;
}

/** What a scratch, crack or stain looks like on a material. */
export interface DefectLook {
  readonly scratch: Color;
  readonly stain: Color;
  readonly wrong: Color;
  /** Depth of a dent's slope, about 0.2 (soft light) .. 0.8. */
  readonly dent: number;
}

/** A product of the generator: everything that makes its images its own. */
export interface PartCategory {
  readonly defects: readonly DefectType[];
  readonly variation: Variation;
  readonly look: DefectLook;
  /** Builds one part; the same random sequence gives the same part, whatever is missing. */
  build(random: Random, options: SceneOptions): Scene;
}
