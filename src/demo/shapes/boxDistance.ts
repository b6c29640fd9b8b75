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
