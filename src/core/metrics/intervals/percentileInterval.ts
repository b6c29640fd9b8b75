import { quantile } from '../quantile.ts';

/** A confidence interval: [low, high]. */
export type Interval = readonly [low: number, high: number];

/** Figures that are summed differ by so much where they are equal. */
const ROUNDING = 1e-12;

/**
 * The interval that a share of resampled values lies in. Null where all are equal, as those of a
 * perfect figure are: a bootstrap sees no spread then, which is no certainty.
 *
 * @param values sorted in place; at least one.
 * @param level share within, in (0, 1).
 */
export function percentileInterval(values: Float64Array, level: number): Interval | null {
  values.sort();
  const [lowest, highest] = [values[0], values[values.length - 1]];
  if (highest - lowest <= ROUNDING * Math.max(1, Math.abs(highest))) return null;
  const tail = (1 - level) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}
