import { quantile } from '../quantile.ts';

/** A confidence interval: [low, high]. */
export type Interval = readonly [low: number, high: number];

/** Relative difference up to which figures count as equal, because sums are rounded. */
const ROUNDING = 1e-12;

/**
 * The central interval that holds a share of resampled values. Null if all values are equal, as they are
 * for a perfect figure: the bootstrap then sees no spread, but that does not make the figure certain.
 *
 * @param values at least one; sorted in place.
 * @param level share of the values in the interval, in (0, 1).
 */
export function percentileInterval(values: Float64Array, level: number): Interval | null {
  values.sort();
  const [lowest, highest] = [values[0], values[values.length - 1]];
  if (highest - lowest <= ROUNDING * Math.max(1, Math.abs(highest))) return null;
  const tail = (1 - level) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}
