import type { Random } from '../../core/random/Random.ts';
import type { Point } from '../scene/Scene.ts';

/** A random point of a box around the origin, uniform. */
export function pointInBox(random: Random, halfHeight: number, halfWidth: number): Point {
  return {
    u: halfWidth * (2 * random.uniform() - 1),
    v: halfHeight * (2 * random.uniform() - 1),
  };
}
