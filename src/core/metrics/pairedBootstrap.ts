import { Random } from '../random/Random.ts';
import type {
  BootstrapOptions,
  GroupedBootstrapOptions,
  Interval,
  Statistic,
} from './bootstrapIntervals.ts';
import type { Labels } from './checkScores.ts';
import { percentileInterval } from './percentileInterval.ts';
import { RankedItems } from './RankedItems.ts';
import { resampleByClass } from './resampleByClass.ts';

/** A difference between two scorings of the same items, and what of it is noise. */
export interface PairedDifference {
  /** Figure of `after` minus figure of `before`. */
  readonly difference: number;
  /** Interval of the difference over resamples of the items; null where all resamples agree. */
  readonly interval: Interval | null;
  /**
   * Two-sided p-value in (0, 1]: twice the share of resamples on the rarer side of zero, a tie
   * counting on both, with one resample added so that it is never 0.
   */
  readonly pValue: number;
}

/** Two scorings of the same items. */
export interface ScoredPair {
  /** Scores by the one, in any order of items. */
  readonly before: ArrayLike<number>;
  /** Scores by the other, in the same order. */
  readonly after: ArrayLike<number>;
  /** One label per item, `true` or non-zero = defective; both classes must occur. */
  readonly labels: Labels;
}

/**
 * Compares two scorings of the same items: both are scored on the same resamples, so what is hard
 * for both cancels out (paired bootstrap; Efron and Tibshirani, 1993, chapter 16).
 *
 * @param before as in {@link ScoredPair}. @param after likewise. @param labels likewise.
 * @throws RangeError if the lengths differ, a class is missing or groups differ, or what the
 *   statistic throws.
 */
export function pairedBootstrap(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  labels: Labels,
  statistic: Statistic,
  { groups, ...options }: GroupedBootstrapOptions = {},
): PairedDifference {
  return differenceOfMeans([{ before, after, labels }], statistic, options, groups);
}

/**
 * The same over several sets of items, such as the categories of a data set: of the mean of their
 * figures, each set being resampled by itself.
 *
 * @param pairs at least one.
 * @throws RangeError as {@link pairedBootstrap}.
 */
export function pairedBootstrapOfMeans(
  pairs: readonly ScoredPair[],
  statistic: Statistic,
  options: BootstrapOptions = {},
): PairedDifference {
  return differenceOfMeans(pairs, statistic, options);
}

function differenceOfMeans(
  pairs: readonly ScoredPair[],
  statistic: Statistic,
  { resamples = 2000, seed = 0, level = 0.95 }: BootstrapOptions,
  groups?: ArrayLike<number>,
): PairedDifference {
  const differences = new Float64Array(resamples);
  let difference = 0;
  for (const [set, { before, after, labels }] of pairs.entries()) {
    const items = [new RankedItems(before, labels), new RankedItems(after, labels)];
    const differenceOf = (drawn: ArrayLike<number>) => {
      const [first, second] = items.map((own) => {
        own.draw(drawn);
        return statistic(own.drawnScores, own.drawnLabels);
      });
      return (second - first) / pairs.length;
    };
    difference += differenceOf(Uint32Array.from({ length: labels.length }, (_, i) => i));
    const draws = resampleByClass(labels, new Random(seed + set), groups);
    for (let i = 0; i < resamples; i++) differences[i] += differenceOf(draws.next().value);
  }
  const notAbove = differences.filter((value) => value <= 0).length;
  const notBelow = differences.filter((value) => value >= 0).length;
  return {
    difference,
    interval: percentileInterval(differences, level),
    pValue: Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (resamples + 1)),
  };
}
