import type { Labels } from '../Labels.ts';
import { groupTies, type TieGroups } from './TieGroups.ts';

/**
 * Average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores, not interpolated; items of equal
 * score are taken together. Equals scikit-learn's `average_precision_score`.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @returns 0..1; chance is the share of defective items.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: Labels): number {
  return averagePrecisionOfGroups(groupTies(scores, labels));
}

/**
 * Average precision of a ranking, 0..1: the sum over the groups of the recall gained times the precision
 * reached, without interpolation. `defectiveTotal` must be positive.
 */
export function averagePrecisionOfGroups(groups: TieGroups): number {
  let sum = 0;
  let taken = 0;
  let hits = 0;
  for (let g = 0; g < groups.good.length; g++) {
    hits += groups.defective[g];
    taken += groups.defective[g] + groups.good[g];
    if (groups.defective[g] > 0) sum += groups.defective[g] * (hits / taken);
  }
  return sum / groups.defectiveTotal;
}
