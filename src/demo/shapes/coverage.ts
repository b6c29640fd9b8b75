/**
 * Share of a pixel inside a shape, 0..1, from the signed distance of its centre (negative inside).
 * @param softness width of the transition; one pixel gives an anti-aliased edge.
 */
export function coverage(distance: number, softness: number): number {
  const share = 0.5 - distance / softness;
  return share <= 0 ? 0 : Math.min(share, 1);
}
