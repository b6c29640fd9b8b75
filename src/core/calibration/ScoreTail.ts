import { Random } from '../random/index.ts';
import {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';

/** A smooth model of the highest calibration scores. */
export interface ScoreTail {
  /** Distribution of the scores above its location. */
  readonly distribution: GeneralizedPareto;
  /** Number of scores above the location, m. */
  readonly exceedances: number;
  /** Number of all scores, n. */
  readonly scores: number;
}

/** The tail is fitted to this share of the scores, the highest ones, but to at least `MIN_EXCEEDANCES`. */
const TAIL_SHARE = 0.2;
const MIN_EXCEEDANCES = 8;

/**
 * Fits a generalized Pareto tail to the highest fifth of the scores, or to 8 scores if there are enough
 * and a fifth is fewer.
 *
 * @param ascending calibration scores in ascending order.
 * @returns null if there are fewer than three scores or the highest ones are equal.
 */
export function fitTail(ascending: Float32Array): ScoreTail | null {
  const n = ascending.length;
  const exceedances = Math.min(n - 1, Math.max(MIN_EXCEEDANCES, Math.ceil(TAIL_SHARE * n)));
  if (exceedances < 2) return null;
  const location = ascending[n - 1 - exceedances];
  if (!(ascending[n - 1] > location)) return null;
  const highest = ascending.subarray(n - exceedances);
  return { distribution: fitGeneralizedPareto(highest, location), exceedances, scores: n };
}

/** The score that a good image exceeds with `probability` according to the tail; at least the tail's location. */
export function tailQuantile(
  { distribution, exceedances, scores }: ScoreTail,
  probability: number,
): number {
  return exceedanceQuantile(distribution, Math.min(1, (probability * scores) / exceedances));
}

/**
 * P(a good image's score > score) according to the tail, 0..1; null below the tail's location, where the
 * model does not apply and scores must be counted.
 */
export function tailProbability(
  { distribution, exceedances, scores }: ScoreTail,
  score: number,
): number | null {
  if (score < distribution.location) return null;
  return (exceedances / scores) * exceedanceProbability(distribution, score);
}

/** How well a generalized Pareto tail describes the scores that it was fitted to. */
export interface TailFit {
  /** The statistic W² of Cramér and von Mises: lower is better. */
  readonly cramerVonMises: number;
  /**
   * Share of the samples drawn from the fitted tail, and fitted again, whose W² is at least as large.
   * Below 0.05 the tail does not describe the scores, and its extrapolations are not to be trusted.
   */
  readonly pValue: number;
}

/** Number of samples of the parametric bootstrap; the smallest p-value is 1/(SAMPLES + 1). */
const SAMPLES = 199;

/**
 * Measures goodness of fit by the statistic of Cramér and von Mises, with a parametric bootstrap because
 * the parameters are estimated from the same scores (Choulakian and Stephens, 2001).
 *
 * @param ascending the calibration scores that `tail` was fitted to.
 */
export function tailFit(ascending: Float32Array, tail: ScoreTail, seed = 0): TailFit {
  const { distribution, exceedances } = tail;
  const observed = statistic(ascending.subarray(ascending.length - exceedances), distribution);
  const random = new Random(seed);
  let asLarge = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const sample = Float64Array.from({ length: exceedances }, () =>
      exceedanceQuantile(distribution, 1 - random.uniform()),
    ).sort();
    const refitted = fitGeneralizedPareto(sample, distribution.location);
    if (statistic(sample, refitted) >= observed) asLarge++;
  }
  return { cramerVonMises: observed, pValue: (1 + asLarge) / (SAMPLES + 1) };
}

/** 1/(12 m) + Σ (F(xᵢ) − (2i − 1)/(2m))². */
function statistic(ascending: ArrayLike<number>, distribution: GeneralizedPareto): number {
  const m = ascending.length;
  let sum = 1 / (12 * m);
  for (let i = 0; i < m; i++) {
    const below = 1 - exceedanceProbability(distribution, ascending[i]);
    sum += (below - (2 * i + 1) / (2 * m)) ** 2;
  }
  return sum;
}
