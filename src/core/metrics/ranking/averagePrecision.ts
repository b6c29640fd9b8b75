import { averagePrecisionOfGroups } from './averagePrecisionOfGroups.ts';
import type { Labels } from '../checkScores.ts';
import { groupTies } from './groupTies.ts';

/**
 * Average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores, not interpolated, items of equal
 * score taken together. Equals scikit-learn's `average_precision_score`.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @returns 0..1; the share of defective items is chance.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: Labels): number {
  return averagePrecisionOfGroups(groupTies(scores, labels));
}
