import type { TieGroups } from './TieGroups.ts';

/**
 * Average precision of a ranking, 0..1: the sum over groups of the recall gained times the
 * precision reached, without interpolation. `defectiveTotal` must be positive.
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
