import { checkScores, type Labels } from './Labels.ts';

/**
 * The share of defective items that is found at a given rate of false rejects: those that score higher
 * than the lowest threshold which at most that share of the good items exceeds.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @param falseRejectRate the largest share of good items that may be rejected, 0..1.
 * @returns 0..1.
 * @throws RangeError if the lengths differ, a score is not finite, one class is missing, or the
 *   rate is outside 0..1.
 */
export function detectionRateAt(
  scores: ArrayLike<number>,
  labels: Labels,
  falseRejectRate: number,
): number {
  checkScores(scores, labels);
  if (!(falseRejectRate >= 0 && falseRejectRate <= 1)) {
    throw new RangeError(`falseRejectRate must be in 0..1, got ${falseRejectRate}`);
  }
  const good: number[] = [];
  const defective: number[] = [];
  for (let i = 0; i < scores.length; i++) (labels[i] ? defective : good).push(scores[i]);
  if (good.length === 0 || defective.length === 0) {
    throw new RangeError(
      `a detection rate needs good and defective items, got ${good.length} and ${defective.length}`,
    );
  }
  good.sort((a, b) => b - a);
  // 0.29 * 100 is below 29 in floating point, though 29 of 100 is a share of 0.29: compare shares, not counts.
  let rejects = Math.floor(falseRejectRate * good.length);
  if ((rejects + 1) / good.length <= falseRejectRate) rejects++;
  if (rejects >= good.length) return 1;
  const threshold = good[rejects];
  return defective.filter((score) => score > threshold).length / defective.length;
}
