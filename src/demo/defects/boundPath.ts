import type { Point } from '../scene/Scene.ts';

/** The circle around a path's first-to-last middle that holds all of it. */
export function boundPath(path: readonly Point[]): { center: Point; radius: number } {
  const first = path[0];
  const last = path[path.length - 1];
  const center = { u: (first.u + last.u) / 2, v: (first.v + last.v) / 2 };
  const radius = Math.max(
    ...path.map((point) => Math.hypot(point.u - center.u, point.v - center.v)),
  );
  return { center, radius };
}
