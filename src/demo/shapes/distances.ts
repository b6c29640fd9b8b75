/** Signed distance (negative inside) to a rounded box around the origin; half sizes include the rounding. */
export function boxDistance(
  u: number,
  v: number,
  halfHeight: number,
  halfWidth: number,
  rounding: number,
): number {
  const du = Math.abs(u) - halfWidth + rounding;
  const dv = Math.abs(v) - halfHeight + rounding;
  if (du > 0 && dv > 0) return Math.sqrt(du * du + dv * dv) - rounding;
  return Math.max(du, dv) - rounding;
}

/**
 * Share of a pixel inside a shape, 0..1, from the signed distance of its center (negative inside).
 * @param softness width of the transition; one pixel gives an anti-aliased edge.
 */
export function coverage(distance: number, softness: number): number {
  const share = 0.5 - distance / softness;
  return share <= 0 ? 0 : Math.min(share, 1);
}

/** 0 below `from`, 1 above `to`, smooth between them; `from` may be above `to` for a falling step. */
export function smoothStep(from: number, to: number, value: number): number {
  const share = (value - from) / (to - from);
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return share * share * (3 - 2 * share);
}
