import type { Point } from '../scene/Scene.ts';

/** The point of a path that is nearest to another point. */
export interface PathHit {
  distance: number;
  /** Position along the path's pieces, 0 at its start .. 1 at its end. */
  along: number;
  /** Negative to one side of the path, positive to the other. */
  side: number;
}

/** Writes the nearest point of a path of at least two points to `hit`, which is reused because this runs for every pixel. */
export function nearestOnPath(path: readonly Point[], u: number, v: number, hit: PathHit): void {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < path.length; i++) {
    const from = path[i - 1];
    const du = path[i].u - from.u;
    const dv = path[i].v - from.v;
    const pu = u - from.u;
    const pv = v - from.v;
    let share = (pu * du + pv * dv) / (du * du + dv * dv);
    share = share < 0 ? 0 : Math.min(share, 1);
    const eu = pu - share * du;
    const ev = pv - share * dv;
    const squared = eu * eu + ev * ev;
    if (squared < best) {
      best = squared;
      hit.along = (i - 1 + share) / (path.length - 1);
      hit.side = du * pv - dv * pu;
    }
  }
  hit.distance = Math.sqrt(best);
}

/** The circle that contains a path, around the midpoint of its first and last points. */
export function boundPath(path: readonly Point[]): { center: Point; radius: number } {
  const first = path[0];
  const last = path[path.length - 1];
  const center = { u: (first.u + last.u) / 2, v: (first.v + last.v) / 2 };
  const radius = Math.max(
    ...path.map((point) => Math.hypot(point.u - center.u, point.v - center.v)),
  );
  return { center, radius };
}
