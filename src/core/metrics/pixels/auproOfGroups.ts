import type { TieGroups } from '../ranking/TieGroups.ts';

/**
 * Area under the per-region overlap curve up to a false-positive rate, divided by that rate
 * (Bergmann et al., "The MVTec Anomaly Detection Dataset", IJCV 2021, section 4.2), 0..1.
 * The curve runs straight between thresholds; where the limit falls inside such a stretch, its
 * height there is interpolated.
 *
 * @param groups pixels of all images by score; `goodTotal` must be positive.
 * @param overlapGain what each group adds to the mean over all regions of the share of the region
 *   that is found; as long as the groups, sums to 1.
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
  // Summed overlaps of perfect maps are a rounding error above 1.
  return Math.min(1, area / limit);
}
