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
  /** Scores above the location, m. */
  readonly exceedances: number;
  /** All scores, n. */
  readonly scores: number;
}

/** The tail is fitted to this share of the highest scores, and to no fewer than `MIN_EXCEEDANCES`. */
const TAIL_SHARE = 0.2;
const MIN_EXCEEDANCES = 8;

/**
 * Fits a generalized Pareto tail to the highest fifth of the scores, at least 8 where there are so
 * many.
 *
 * @param ascending calibration scores in ascending order.
 * @returns null where fewer than three scores, or equal ones, make no tail.
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

/** The score that a good image exceeds with `probability`, by the tail; at least its location. */
export function tailQuantile(
  { distribution, exceedances, scores }: ScoreTail,
  probability: number,
): number {
  return exceedanceQuantile(distribution, Math.min(1, (probability * scores) / exceedances));
}

/**
 * P(a good image's score > score) by the tail, 0..1; null below the tail's location, where the model
 * says nothing and counting does.
 */
export function tailProbability(
  { distribution, exceedances, scores }: ScoreTail,
  score: number,
): number | null {
  if (score < distribution.location) return null;
  return (exceedances / scores) * exceedanceProbability(distribution, score);
}
