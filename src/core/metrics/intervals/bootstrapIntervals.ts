import { Random } from '../../random/index.ts';
import type { Labels } from '../Labels.ts';
import { type Interval, percentileInterval } from './percentileInterval.ts';
import { RankedItems, resampleByClass } from './resampling.ts';

/** Computes a figure from scores and labels; a bootstrap passes them highest score first. */
export type Statistic = (scores: Float64Array, labels: Uint8Array) => number;

/** Options of a bootstrap. */
export interface BootstrapOptions {
  /** Number of resamples; 1,000 by default, 2,000 for paired bootstraps. */
  readonly resamples?: number;
  /** Seed of the resamples; 0 by default. */
  readonly seed?: number;
  /** Share of the resamples that lie in the interval, in (0, 1); 0.95 by default. */
  readonly level?: number;
}

/** Options of a bootstrap of items that may belong together. */
export interface GroupedBootstrapOptions extends BootstrapOptions {
  /**
   * One group per item, such as the part that it shows: whole groups are drawn. All groups must hold
   * the same number of good items and the same number of defective items, and at least one of each. By
   * default every item is drawn by itself.
   */
  readonly groups?: ArrayLike<number>;
}

/**
 * Percentile bootstrap intervals of several figures over the same resamples, which are drawn within each
 * class (Efron, 1979). They show how much the figures depend on the choice of the test images, not on
 * the choice of the training images.
 *
 * @param scores one score per item.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @param statistics figures by name.
 * @returns null for a figure that is equal in all resamples, see `percentileInterval`.
 * @throws RangeError if the lengths differ, a class is missing or groups differ; and whatever a
 *   statistic throws.
 */
export function bootstrapIntervals<Name extends string>(
  scores: ArrayLike<number>,
  labels: Labels,
  statistics: Readonly<Record<Name, Statistic>>,
  { resamples = 1000, seed = 0, level = 0.95, groups }: GroupedBootstrapOptions = {},
): Record<Name, Interval | null> {
  const items = new RankedItems(scores, labels);
  const names = Object.keys(statistics) as Name[];
  const values = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  const draws = resampleByClass(labels, new Random(seed), groups);
  for (let resample = 0; resample < resamples; resample++) {
    items.draw(draws.next().value);
    for (const [name, own] of values) {
      own[resample] = statistics[name](items.drawnScores, items.drawnLabels);
    }
  }
  const intervals = [...values].map(([name, own]) => [name, percentileInterval(own, level)]);
  return Object.fromEntries(intervals) as Record<Name, Interval | null>;
}
