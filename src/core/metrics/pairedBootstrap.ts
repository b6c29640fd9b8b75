import { Random } from '../random/Random.ts';
import type { GroupedBootstrapOptions, Interval, Statistic } from './bootstrapIntervals.ts';
import type { Labels } from './checkScores.ts';
import { quantile } from './quantile.ts';
import { resampleByClass } from './resampleByClass.ts';

/** A difference between two scorings of the same items, and what of it is noise. */
export interface PairedDifference {
  /** Figure of `after` minus figure of `before`. */
  readonly difference: number;
  /** Interval of the difference over resamples of the items. */
  readonly interval: Interval;
  /**
   * Two-sided p-value in (0, 1]: twice the share of resamples on the rarer side of zero, a tie
   * counting on both, with one resample added so that it is never 0.
   */
  readonly pValue: number;
}

/**
 * Compares two scorings of the same items: both are scored on the same resamples, so what is hard
 * for both cancels out (paired bootstrap; Efron and Tibshirani, 1993, chapter 16).
 *
 * @param before scores by the one, in any order of items.
 * @param after scores by the other, in the same order.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @throws RangeError if the lengths differ, a class is missing or groups differ, or what the
 *   statistic throws.
 */
export function pairedBootstrap(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  labels: Labels,
  statistic: Statistic,
  { resamples = 2000, seed = 0, level = 0.95, groups }: GroupedBootstrapOptions = {},
): PairedDifference {
  const items = labels.length;
  if (before.length !== items || after.length !== items) {
    throw new RangeError(
      `${items} labels need as many scores, got ${before.length} and ${after.length}`,
    );
  }
  const drawnBefore = new Float64Array(items);
  const drawnAfter = new Float64Array(items);
  const drawnLabels = new Uint8Array(items);
  const differenceOf = (order: ArrayLike<number>) => {
    for (let i = 0; i < items; i++) {
      drawnBefore[i] = before[order[i]];
      drawnAfter[i] = after[order[i]];
      drawnLabels[i] = labels[order[i]] ? 1 : 0;
    }
    return statistic(drawnAfter, drawnLabels) - statistic(drawnBefore, drawnLabels);
  };
  const difference = differenceOf(Uint32Array.from({ length: items }, (_, i) => i));
  const draws = resampleByClass(labels, new Random(seed), groups);
  const differences = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) differences[i] = differenceOf(draws.next().value);
  const notAbove = differences.filter((value) => value <= 0).length;
  const notBelow = differences.filter((value) => value >= 0).length;
  differences.sort();
  const tail = (1 - level) / 2;
  return {
    difference,
    interval: [quantile(differences, tail), quantile(differences, 1 - tail)],
    pValue: Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (resamples + 1)),
  };
}
