import type { Interval } from './percentileInterval.ts';

/** The quantile of the normal distribution that leaves 2.5 % above. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval of a share at 95 % (Wilson, 1927). Unlike a bootstrap interval, it does not
 * shrink to nothing if the observed share is 0 or 1.
 *
 * @param share observed share, 0..1.
 * @param trials number of trials, ≥ 1.
 * @throws RangeError if the share is outside 0..1 or there is no trial.
 */
export function wilsonInterval(share: number, trials: number): Interval {
  if (!(share >= 0 && share <= 1) || !(trials >= 1)) {
    throw new RangeError(`expected a share of at least one trial, got ${share} of ${trials}`);
  }
  const scale = 1 + Z ** 2 / trials;
  const center = share + Z ** 2 / (2 * trials);
  const half = Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  // Exact at the ends, where rounding would leave a small remainder.
  const low = share === 0 ? 0 : Math.max(0, (center - half) / scale);
  const high = share === 1 ? 1 : Math.min(1, (center + half) / scale);
  return [low, high];
}

/**
 * Lower end of the 95 % interval of an AUROC of 1, for which a bootstrap sees no spread: the lowest AUROC
 * such that a perfect ranking is within z standard errors of it (Newcombe, "Confidence intervals for an
 * effect size measure based on the Mann–Whitney statistic, part 2", Statistics in Medicine 2006,
 * method 5, with the variance of Hanley and McNeil, 1982).
 *
 * @param good number of good items, ≥ 1.
 * @param defective number of defective items, ≥ 1.
 * @returns in [0, 1), closer to 1 the more items there are.
 */
export function perfectAurocBound(good: number, defective: number): number {
  const others = (good + defective) / 2 - 1;
  const isWithin = (auroc: number) => {
    const spread = 1 + others * ((1 - auroc) / (2 - auroc) + auroc / (1 + auroc));
    return (1 - auroc) ** 2 <= (Z ** 2 * auroc * (1 - auroc) * spread) / (good * defective);
  };
  let [low, high] = [0, 1];
  for (let halvings = 0; halvings < 50; halvings++) {
    const middle = (low + high) / 2;
    if (isWithin(middle)) high = middle;
    else low = middle;
  }
  return high;
}
