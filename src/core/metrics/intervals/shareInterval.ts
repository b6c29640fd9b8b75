import type { Interval } from './bootstrapIntervals.ts';

/**
 * Wilson's score interval of a share at 95 % (Wilson, 1927): unlike a bootstrap it does not shrink
 * to nothing where the share seen is 0 or 1.
 *
 * @param share seen, 0..1.
 * @param trials from which it comes, ≥ 1.
 * @throws RangeError if the share is outside 0..1 or there is no trial.
 */
export function shareInterval(share: number, trials: number): Interval {
  if (!(share >= 0 && share <= 1) || !(trials >= 1)) {
    throw new RangeError(`expected a share of at least one trial, got ${share} of ${trials}`);
  }
  const z = 1.959963984540054;
  const scale = 1 + z ** 2 / trials;
  const center = share + z ** 2 / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // Exact at the ends, where rounding would leave a little.
  const low = share === 0 ? 0 : Math.max(0, (center - half) / scale);
  const high = share === 1 ? 1 : Math.min(1, (center + half) / scale);
  return [low, high];
}
