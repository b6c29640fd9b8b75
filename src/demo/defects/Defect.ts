import type { Random } from '../../core/random/index.ts';
import type { DefectLook, Point, Scene } from '../scene/Scene.ts';
import type { Surface } from '../scene/Surface.ts';

/** A change to the material around one place. */
export interface Defect {
  /** Middle of the changed area in part coordinates. */
  readonly center: Point;
  /** Nothing changes at a larger distance from the center. */
  readonly radius: number;
  /** Changes the material of a point; called after the scene has written it. */
  apply(u: number, v: number, out: Surface): void;
}

/** The inputs for making a defect. */
export interface DefectContext {
  readonly random: Random;
  readonly scene: Scene;
  readonly look: DefectLook;
  /** Size of a pixel in part coordinates. */
  readonly pixel: number;
  /** Width of a scratch in part coordinates, or null for a random one. */
  readonly scratchWidth: number | null;
  /** Length of a scratch in part coordinates, or null for a random one. */
  readonly scratchLength: number | null;
}
