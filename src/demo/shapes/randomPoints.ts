import type { Random } from '../../core/random/index.ts';
import type { Point } from '../scene/Scene.ts';

/** A random point of a box around the origin, uniform. */
export function pointInBox(random: Random, halfHeight: number, halfWidth: number): Point {
  return {
    u: halfWidth * (2 * random.uniform() - 1),
    v: halfHeight * (2 * random.uniform() - 1),
  };
}

/** A random point between two circles around the origin; equal radii give a point on the circle. */
export function pointOnRing(random: Random, inner: number, outer: number): Point {
  const angle = random.uniform() * 2 * Math.PI;
  const radius = inner + (outer - inner) * random.uniform();
  return { u: radius * Math.cos(angle), v: radius * Math.sin(angle) };
}
