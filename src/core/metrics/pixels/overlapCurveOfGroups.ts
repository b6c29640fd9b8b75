import type { TieGroups } from '../ranking/TieGroups.ts';

/** One point of a per-region overlap curve. */
export interface OverlapPoint {
  /** Share of good pixels called anomalous, 0..1. */
  readonly falsePositiveRate: number;
  /** Mean over all regions of the share of the region that is found, 0..1. */
  readonly overlap: number;
}

/**
 * The per-region overlap curve for drawing, from (0, 0): at most one point per step of the
 * false-positive rate, the last of each step, and the two at its ends exactly.
 *
 * @param groups pixels of all images by score; `goodTotal` must be positive.
 * @param overlapGain what each group adds to the mean overlap; as long as the groups.
 * @param steps into which the rates 0..1 are cut, positive.
 */
export function overlapCurveOfGroups(
  groups: TieGroups,
  overlapGain: Float64Array,
  steps = 200,
): OverlapPoint[] {
  const points: OverlapPoint[] = [{ falsePositiveRate: 0, overlap: 0 }];
  let goodAbove = 0;
  let overlap = 0;
  let stepOfLast = -1;
  for (let g = 0; g < groups.good.length; g++) {
    goodAbove += groups.good[g];
    overlap = Math.min(1, overlap + overlapGain[g]);
    const falsePositiveRate = goodAbove / groups.goodTotal;
    const step = Math.floor(falsePositiveRate * steps);
    if (step === stepOfLast) points.pop();
    points.push({ falsePositiveRate, overlap });
    stepOfLast = step;
  }
  return points;
}
