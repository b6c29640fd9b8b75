import { type ImageScore, type PValue, toPValue } from '../scoring/scoreTypes.ts';

/**
 * Conformal p-value: (1 + #{calibration scores ≥ score}) / (n + 1).
 *
 * If the score and the n calibration scores are exchangeable, P(p ≤ α) ≤ α for every α
 * (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005).
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @returns a multiple of 1/(n + 1), so never less than that.
 */
export function conformalPValue(ascending: Float32Array, score: ImageScore): PValue {
  const n = ascending.length;
  if (n === 0) throw new RangeError('a p-value needs at least one calibration score');
  return toPValue((1 + n - countBelow(ascending, score)) / (n + 1));
}

/** How many of the ascending values are less than `value`. */
function countBelow(ascending: Float32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
