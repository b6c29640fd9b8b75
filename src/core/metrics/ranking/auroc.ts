import type { Labels } from '../Labels.ts';
import { groupTies, type TieGroups } from './TieGroups.ts';

/**
 * The exact area under the ROC curve; a tie counts one half (Mann–Whitney with mid-ranks).
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

/**
 * The area under the ROC curve of a ranking, 0..1: the share of (defective, good) pairs in which the
 * defective item scores higher, where a tie counts one half (Mann and Whitney, 1947).
 * Exact up to 2^52 pairs, beyond that within rounding. Both totals must be positive.
 */
export function aurocOfGroups(groups: TieGroups): number {
  let doubledPairs = 0;
  let goodBelow = groups.goodTotal;
  for (let g = 0; g < groups.good.length; g++) {
    goodBelow -= groups.good[g];
    doubledPairs += groups.defective[g] * (2 * goodBelow + groups.good[g]);
  }
  return doubledPairs / 2 / groups.defectiveTotal / groups.goodTotal;
}
