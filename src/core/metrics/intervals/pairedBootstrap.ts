import { Random } from '../../random/index.ts';
import type { Labels } from '../Labels.ts';
import type { BootstrapOptions, GroupedBootstrapOptions, Statistic } from './bootstrapIntervals.ts';
import { type Interval, percentileInterval } from './percentileInterval.ts';
import { RankedItems, resampleByClass } from './resampling.ts';

/** A difference between two scorings of the same items, and how much of it may be noise. */
export interface PairedDifference {
  /** The figure of `after` minus that of `before`. */
  readonly difference: number;
  /** Interval of the difference over resamples of the items; null if it is equal in all of them. */
  readonly interval: Interval | null;
  /**
   * Two-sided p-value in (0, 1]: twice the share of resamples on the rarer side of zero. A tie counts on
   * both sides, and one resample is added so that the p-value is never 0.
   */
  readonly pValue: number;
}

/** Two scorings of the same items. */
export interface ScoredPair {
  /** Scores by the first scoring, with the items in any order. */
  readonly before: ArrayLike<number>;
  /** Scores by the second scoring, with the items in the same order. */
  readonly after: ArrayLike<number>;
  /** One label per item, `true` or non-zero = defective; both classes must occur. */
  readonly labels: Labels;
}

/**
 * Compares two scorings of the same items. Both are evaluated on the same resamples, so items that are
 * hard for both cancel out (paired bootstrap; Efron and Tibshirani, 1993, chapter 16).
 *
 * @param before scores by the first scoring, see {@link ScoredPair}.
 * @param after scores by the second scoring, in the same order.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @throws RangeError if the lengths differ, a class is missing or groups differ; and whatever the
 *   statistic throws.
 */
export function pairedBootstrap(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  labels: Labels,
  statistic: Statistic,
  { groups, ...options }: GroupedBootstrapOptions = {},
): PairedDifference {
  const pair = { before, after, labels };
  return differencesOfMeans([pair], { figure: statistic }, options, groups).figure;
}

/**
 * Compares two scorings of several sets of items, such as the categories of a data set, by the mean of a
 * figure over the sets. Each set is resampled by itself; all figures are computed on the same resamples.
 *
 * @param pairs at least one.
 * @param statistics figures by name.
 * @throws RangeError as {@link pairedBootstrap} does.
 */
export function pairedBootstrapOfMeans<Name extends string>(
  pairs: readonly ScoredPair[],
  statistics: Readonly<Record<Name, Statistic>>,
  options: BootstrapOptions = {},
): Record<Name, PairedDifference> {
  return differencesOfMeans(pairs, statistics, options);
}

function differencesOfMeans<Name extends string>(
  pairs: readonly ScoredPair[],
  statistics: Readonly<Record<Name, Statistic>>,
  { resamples = 2000, seed = 0, level = 0.95 }: BootstrapOptions,
  groups?: ArrayLike<number>,
): Record<Name, PairedDifference> {
  const names = Object.keys(statistics) as Name[];
  // The original items come first, then the resamples.
  const sums = new Map(names.map((name) => [name, new Float64Array(1 + resamples)]));
  for (const [set, { before, after, labels }] of pairs.entries()) {
    const [first, second] = [new RankedItems(before, labels), new RankedItems(after, labels)];
    const all = Uint32Array.from({ length: labels.length }, (_, i) => i);
    const draws = resampleByClass(labels, new Random(seed + set), groups);
    for (let at = 0; at <= resamples; at++) {
      const items = at === 0 ? all : draws.next().value;
      first.draw(items);
      second.draw(items);
      for (const [name, own] of sums) {
        const figure = statistics[name];
        own[at] +=
          (figure(second.drawnScores, second.drawnLabels) -
            figure(first.drawnScores, first.drawnLabels)) /
          pairs.length;
      }
    }
  }
  const differences = [...sums].map(([name, [difference, ...resampled]]) => [
    name,
    { difference, ...noiseOf(Float64Array.from(resampled), level) },
  ]);
  return Object.fromEntries(differences) as Record<Name, PairedDifference>;
}

function noiseOf(differences: Float64Array, level: number) {
  const notAbove = differences.filter((value) => value <= 0).length;
  const notBelow = differences.filter((value) => value >= 0).length;
  const rarer = Math.min(notAbove, notBelow) + 1;
  return {
    interval: percentileInterval(differences, level),
    pValue: Math.min(1, (2 * rarer) / (differences.length + 1)),
  };
}
