import type { Stroke } from './Stroke.ts';

/** Signed distance (negative inside) from a point to a stroke. */
export function strokeDistance(stroke: Stroke, u: number, v: number): number {
  const du = stroke.u1 - stroke.u0;
  const dv = stroke.v1 - stroke.v0;
  const pu = u - stroke.u0;
  const pv = v - stroke.v0;
  const squared = du * du + dv * dv;
  let along = squared > 0 ? (pu * du + pv * dv) / squared : 0;
  along = along < 0 ? 0 : Math.min(along, 1);
  const eu = pu - along * du;
  const ev = pv - along * dv;
  return Math.sqrt(eu * eu + ev * ev) - stroke.radius;
}
