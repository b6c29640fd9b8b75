import type { TieGroups } from './TieGroups.ts';

/**
 * Area under the ROC curve of a ranking, 0..1: the share of (defective, good) pairs in which the
 * defective item scores higher, a tie counting one half (Mann and Whitney, 1947).
 * Exact up to 2^52 pairs, then within rounding. Both totals must be positive.
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
