import { exceedanceQuantile, fitGeneralizedPareto } from './GeneralizedPareto.ts';

/** The score above which an image is anomalous at a wished false-reject rate. */
export interface RejectThreshold {
  /** In the unit of the scores; a score is anomalous if it is greater. */
  readonly threshold: number;
  /**
   * True where n scores cannot resolve the rate (rate < 1/(n + 1)) and a tail model stands in for
   * them: then no guarantee is proved.
   */
  readonly extrapolated: boolean;
}

/** The tail is fitted to this share of the highest scores, and to no fewer than `MIN_EXCEEDANCES`. */
const TAIL_SHARE = 0.2;
const MIN_EXCEEDANCES = 8;

/**
 * The conformal threshold: the k-th largest calibration score with k = ⌊rate·(n + 1)⌋, so that
 * score > threshold ⇔ p-value ≤ rate. Where k is 0, the quantile of a generalized Pareto tail.
 *
 * @param ascending calibration scores in ascending order, n ≥ 1.
 * @param falseRejectRate wished share of good parts that are rejected, in (0, 1).
 */
export function rejectThreshold(ascending: Float32Array, falseRejectRate: number): RejectThreshold {
  if (!(falseRejectRate > 0 && falseRejectRate < 1)) {
    throw new RangeError(`a false-reject rate lies between 0 and 1, got ${falseRejectRate}`);
  }
  const n = ascending.length;
  if (n === 0) throw new RangeError('a threshold needs at least one calibration score');
  // The tiny allowance keeps rate·(n + 1) whole where it is whole but for rounding.
  const k = Math.floor(falseRejectRate * (n + 1) * (1 + 1e-12));
  if (k >= 1) return { threshold: ascending[n - Math.min(k, n)], extrapolated: false };
  return { threshold: tailQuantile(ascending, falseRejectRate), extrapolated: true };
}

function tailQuantile(ascending: Float32Array, rate: number): number {
  const n = ascending.length;
  const largest = ascending[n - 1];
  const exceedances = Math.min(n - 1, Math.max(MIN_EXCEEDANCES, Math.ceil(TAIL_SHARE * n)));
  if (exceedances < 2) return largest;
  const location = ascending[n - 1 - exceedances];
  if (!(largest > location)) return largest;
  const tail = fitGeneralizedPareto(ascending.subarray(n - exceedances), location);
  return Math.max(largest, exceedanceQuantile(tail, Math.min(1, (rate * n) / exceedances)));
}
