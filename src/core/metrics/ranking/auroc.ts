import { aurocOfGroups } from './aurocOfGroups.ts';
import type { Labels } from '../checkScores.ts';
import { groupTies } from './groupTies.ts';

/**
 * Area under the ROC curve, exact, a tie counting one half (Mann–Whitney with mid-ranks).
 * Equals scikit-learn's `roc_auc_score`.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @returns 0..1; 0.5 is chance, 1 is perfect separation.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function auroc(scores: ArrayLike<number>, labels: Labels): number {
  return aurocOfGroups(groupTies(scores, labels));
}
