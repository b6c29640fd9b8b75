import { type ImageScore, type PValue, toPValue } from '../scoring/index.ts';
import { fitTail, type ScoreTail, tailQuantile } from './ScoreTail.ts';

/**
 * Conformal p-value: (1 + #{calibration scores ≥ score}) / (n + 1).
 *
 * If the score and the n calibration scores are exchangeable, P(p ≤ α) ≤ α for every α
 * (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005).
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @returns a multiple of 1/(n + 1), and at least that.
 */
export function conformalPValue(ascending: Float32Array, score: ImageScore): PValue {
  const n = ascending.length;
  if (n === 0) throw new RangeError('a p-value needs at least one calibration score');
  return toPValue((1 + n - countBelow(ascending, score)) / (n + 1));
}

/** The number of values that are less than `value`, found by binary search. */
export function countBelow(ascending: Float32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The score above which an image is anomalous at a desired false-reject rate. */
export interface RejectThreshold {
  /** In the unit of the scores; a score is anomalous if it is greater. */
  readonly threshold: number;
  /**
   * True if n scores cannot resolve the rate (rate < 1/(n + 1)) and a tail model takes their place; the
   * guarantee is not proved then.
   */
  readonly extrapolated: boolean;
}

/**
 * The conformal threshold: the k-th largest calibration score with k = ⌊rate·(n + 1)⌋, so that
 * score > threshold ⇔ p-value ≤ rate. If k is 0, it is the quantile of a generalized Pareto tail, but at
 * least the largest score.
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @param falseRejectRate desired share of good parts that are rejected, in (0, 1).
 * @param tail the tail of the same scores, if it has been fitted already.
 */
export function rejectThreshold(
  ascending: Float32Array,
  falseRejectRate: number,
  tail?: ScoreTail | null,
): RejectThreshold {
  const n = ascending.length;
  if (n === 0) throw new RangeError('a threshold needs at least one calibration score');
  const k = allowedRejects(n, falseRejectRate);
  if (k >= 1) return { threshold: ascending[n - Math.min(k, n)], extrapolated: false };
  const fitted = tail === undefined ? fitTail(ascending) : tail;
  const largest = ascending[n - 1];
  const threshold =
    fitted === null ? largest : Math.max(largest, tailQuantile(fitted, falseRejectRate));
  return { threshold, extrapolated: true };
}

/** k = ⌊rate·(n + 1)⌋: how many of n + 1 exchangeable scores may be rejected. */
export function allowedRejects(scores: number, falseRejectRate: number): number {
  if (!(falseRejectRate > 0 && falseRejectRate < 1)) {
    throw new RangeError(`a false-reject rate lies between 0 and 1, got ${falseRejectRate}`);
  }
  // The tiny allowance keeps rate·(n + 1) whole if it is whole except for rounding.
  return Math.floor(falseRejectRate * (scores + 1) * (1 + 1e-12));
}
