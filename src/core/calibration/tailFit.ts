import { Random } from '../random/index.ts';
import {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';
import type { ScoreTail } from './ScoreTail.ts';

/** How well a generalized Pareto tail describes the scores that it was fitted to. */
export interface TailFit {
  /** W² of Cramér and von Mises: the lower, the better. */
  readonly cramerVonMises: number;
  /**
   * Share of samples drawn from the fitted tail, and fitted anew, whose W² is as large: below 0.05
   * the tail does not describe the scores, and what it extrapolates is not to be trusted.
   */
  readonly pValue: number;
}

/** Samples of the parametric bootstrap; the smallest p-value is one over one more. */
const SAMPLES = 199;

/**
 * Goodness of fit by the statistic of Cramér and von Mises with a parametric bootstrap, as the
 * parameters are estimated from the same scores (Choulakian and Stephens, 2001).
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
