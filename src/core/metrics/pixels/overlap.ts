import type { TieGroups } from '../ranking/TieGroups.ts';

/**
 * Area under the per-region overlap curve up to a false-positive rate, divided by that rate
 * (Bergmann et al., "The MVTec Anomaly Detection Dataset", IJCV 2021, section 4.2), 0..1.
 * The curve is linear between thresholds; if the limit lies between two of them, the height of the curve
 * there is interpolated.
 *
 * @param groups pixels of all images by score; `goodTotal` must be positive.
 * @param overlapGain for each group, by how much it raises the share of a region that is found, as a mean
 *   over all regions; sums to 1.
 * @param falsePositiveRateLimit end of the integration, in (0, 1].
 * @throws RangeError if the limit is outside (0, 1] or the lengths differ.
 */
export function auproOfGroups(
  groups: TieGroups,
  overlapGain: Float64Array,
  falsePositiveRateLimit: number,
): number {
  const limit = falsePositiveRateLimit;
  if (!(limit > 0 && limit <= 1)) {
    throw new RangeError(`falsePositiveRateLimit must be in (0, 1], got ${limit}`);
  }
  if (overlapGain.length !== groups.good.length) {
    throw new RangeError(`${groups.good.length} groups need as many overlap gains`);
  }
  let area = 0;
  let goodAbove = 0;
  let overlap = 0;
  for (let g = 0; g < groups.good.length; g++) {
    const startRate = goodAbove / groups.goodTotal;
    goodAbove += groups.good[g];
    const endRate = goodAbove / groups.goodTotal;
    if (endRate >= limit) {
      const share = endRate > startRate ? (limit - startRate) / (endRate - startRate) : 0;
      area += (limit - startRate) * (overlap + (share * overlapGain[g]) / 2);
      return Math.min(1, area / limit);
    }
    area += (endRate - startRate) * (overlap + overlapGain[g] / 2);
    overlap += overlapGain[g];
  }
  // Summed overlaps of perfect maps may exceed 1 by a rounding error.
  return Math.min(1, area / limit);
}

/** One point of a per-region overlap curve. */
export interface OverlapPoint {
  /** Share of good pixels judged anomalous, 0..1. */
  readonly falsePositiveRate: number;
  /** The share of a region that is found, as a mean over all regions, 0..1. */
  readonly overlap: number;
}

/**
 * The per-region overlap curve for drawing, from (0, 0): at most one point per step of the false-positive
 * rate, which is the last of its step. Both ends of the curve are exact.
 *
 * @param groups pixels of all images by score; `goodTotal` must be positive.
 * @param overlapGain the mean overlap that each group adds.
 * @param steps number of steps that the rates 0..1 are cut into, positive.
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
