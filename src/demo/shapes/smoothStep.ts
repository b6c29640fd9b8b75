/** 0 below `from`, 1 above `to`, smooth between; `from` may be above `to` for a falling step. */
export function smoothStep(from: number, to: number, value: number): number {
  const share = (value - from) / (to - from);
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return share * share * (3 - 2 * share);
}
