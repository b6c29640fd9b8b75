import { Random } from '../../random/index.ts';
import type { Labels } from '../Labels.ts';
import { type Interval, percentileInterval } from './percentileInterval.ts';
import { RankedItems, resampleByClass } from './resampling.ts';

/** A figure of scores and labels; a bootstrap hands them over highest score first. */
export type Statistic = (scores: Float64Array, labels: Uint8Array) => number;

/** How a bootstrap is done. */
export interface BootstrapOptions {
  /** Resamples drawn, 1,000 unless told. */
  readonly resamples?: number;
  /** Seed of the resamples, 0 unless told. */
  readonly seed?: number;
  /** Share of the resamples that lie within, in (0, 1); 0.95 unless told. */
  readonly level?: number;
}

/** How a bootstrap of items that belong together is done. */
export interface GroupedBootstrapOptions extends BootstrapOptions {
  /**
   * One group per item, such as the part that it shows: whole groups are drawn. Each must hold as
   * many items of each class as every other, and some of both. Unless told every item is drawn by
   * itself.
   */
  readonly groups?: ArrayLike<number>;
}

/**
 * Percentile bootstrap intervals of several figures, over the same resamples, drawn within each
 * class (Efron, 1979). They tell how much the figures depend on which images the test holds, not
 * on which images were learned from.
 *
 * @param scores one score per item.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @param statistics figures by name.
 * @returns null for a figure that all resamples agree on, see {@link percentileInterval}.
 * @throws RangeError if the lengths differ, a class is missing or groups differ, or what a statistic
 *   throws.
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
