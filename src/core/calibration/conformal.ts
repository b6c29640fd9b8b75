import { type ImageScore, type PValue, toPValue } from '../scoring/index.ts';
import { type ScoreTail, tailQuantile } from './ScoreTail.ts';

/**
 * The conformal p-value, interpolated: the rate whose {@link rejectThreshold} is the score.
 *
 * Let x₁ ≥ x₂ ≥ … ≥ xₙ be the calibration scores. At a score that k of them reach, p is k/(n + 1); between
 * two neighbors it is linear; above x₁ it is 1/(n + 1), below xₙ it is 1. So p and the verdict never
 * contradict each other: a score above the threshold of a rate has p ≤ the rate that the threshold holds,
 * any other has p ≥ it.
 *
 * P(p ≤ α) ≤ α holds as it does for the threshold of α; see there.
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @returns at least 1/(n + 1).
 */
export function conformalPValue(ascending: Float32Array, score: ImageScore): PValue {
  const n = ascending.length;
  if (n === 0) throw new RangeError('a p-value needs at least one calibration score');
  const below = countBelow(ascending, score);
  const reaching = n - below;
  if (reaching === 0) return toPValue(1 / (n + 1));
  const next = ascending[below];
  if (below === 0) return toPValue(score === next ? n / (n + 1) : 1);
  const fraction = (next - score) / (next - ascending[below - 1]);
  return toPValue((reaching + fraction) / (n + 1));
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
   * The rate that the threshold holds by counting. It is the desired rate where n scores resolve it, else
   * the lowest that they resolve, 1/(n + 1).
   */
  readonly heldRate: number;
  /** True if a tail model has put the threshold above all n scores, to reach a rate that they do not resolve. */
  readonly extrapolated: boolean;
}

/**
 * The conformal threshold, interpolated. Let x₁ ≥ x₂ ≥ … ≥ xₙ be the calibration scores and
 * rate·(n + 1) = k + f with whole k and 0 ≤ f < 1. If k ≥ 1, the threshold is (1 − f)·xₖ + f·xₖ₊₁, a
 * fractional order statistic (Hutson, 1999); without the fraction, 80 images would realize 1.2 % where 2 %
 * is wished. If k = 0, the scores do not resolve the rate: the threshold is x₁, which holds 1/(n + 1).
 *
 * If the score of a good part and the calibration scores are exchangeable, the probability of rejecting it
 * is at most (k + 1)/(n + 1), for every distribution, and at most the rate if f = 0 or if the density of
 * good scores does not rise above xₖ₊₁: the share S of good scores above a value is convex there, so
 * E S(threshold) ≤ (1 − f)·E S(xₖ) + f·E S(xₖ₊₁) ≤ ((1 − f)·k + f·(k + 1))/(n + 1) = rate.
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @param falseRejectRate desired share of good parts that are rejected, in (0, 1).
 * @param tail the tail of the same scores, to extrapolate to a rate that they do not resolve: the threshold
 *   is then its quantile, but at least x₁. Nothing is guaranteed of that rate.
 */
export function rejectThreshold(
  ascending: Float32Array,
  falseRejectRate: number,
  tail: ScoreTail | null = null,
): RejectThreshold {
  const n = ascending.length;
  if (n === 0) throw new RangeError('a threshold needs at least one calibration score');
  const { whole, fraction } = allowedRejects(n, falseRejectRate);
  const largest = ascending[n - 1];
  if (whole === 0) {
    const threshold =
      tail === null ? largest : Math.max(largest, tailQuantile(tail, falseRejectRate));
    return { threshold, heldRate: 1 / (n + 1), extrapolated: tail !== null };
  }
  if (whole >= n) {
    return { threshold: ascending[0], heldRate: n / (n + 1), extrapolated: false };
  }
  const upper = ascending[n - whole];
  const threshold = upper - fraction * (upper - ascending[n - whole - 1]);
  return { threshold, heldRate: falseRejectRate, extrapolated: false };
}

/** How many of n + 1 exchangeable scores may be rejected: rate·(n + 1) = whole + fraction, 0 ≤ fraction < 1. */
export function allowedRejects(
  scores: number,
  falseRejectRate: number,
): { readonly whole: number; readonly fraction: number } {
  if (!(falseRejectRate > 0 && falseRejectRate < 1)) {
    throw new RangeError(`a false-reject rate lies between 0 and 1, got ${falseRejectRate}`);
  }
  // The tiny allowance keeps rate·(n + 1) whole if it is whole except for rounding.
  const rejects = falseRejectRate * (scores + 1);
  const whole = Math.floor(rejects * (1 + 1e-12));
  return { whole, fraction: Math.max(0, rejects - whole) };
}
