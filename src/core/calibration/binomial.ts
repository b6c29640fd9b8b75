import { betaQuantile } from './regularizedBeta.ts';

/** An interval that holds a share with a stated confidence. */
export interface ShareInterval {
  /** 0..1. */
  readonly low: number;
  /** 0..1. */
  readonly high: number;
}

/**
 * The interval of Clopper and Pearson (1934) for a share observed as `count` of `trials`. It holds the
 * true share with at least the stated confidence, whatever that share is.
 *
 * @param count whole, 0..trials.
 * @param trials whole, ≥ 1.
 * @param confidence in (0, 1).
 */
export function binomialInterval(count: number, trials: number, confidence = 0.95): ShareInterval {
  if (!(Number.isInteger(count) && Number.isInteger(trials) && trials >= 1)) {
    throw new RangeError(`expected whole numbers and at least one trial: ${count} of ${trials}`);
  }
  if (!(count >= 0 && count <= trials)) throw new RangeError(`${count} of ${trials}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence ${confidence}`);
  const tail = (1 - confidence) / 2;
  return {
    low: count === 0 ? 0 : betaQuantile(tail, count, trials - count + 1),
    high: count === trials ? 1 : betaQuantile(1 - tail, count + 1, trials - count),
  };
}

/** Probability below which a number of rejects is a surprise. */
const SIGNIFICANCE = 0.05;

/**
 * Whether a number of rejects is no surprise among good images drawn at random. It is a surprise for
 * images that were chosen because they were rejected.
 *
 * The rate above a threshold that was set on n images is itself random, Beta(rate·(n + 1), (1 − rate)·(n + 1)),
 * so the rejects are beta-binomial: two of eight above the highest of 24 are no surprise yet.
 *
 * @param rejects number of images above the threshold, 0..images.
 * @param images number of images, ≥ 1.
 * @param falseRejectRate rate that the threshold holds, in (0, 1).
 * @param calibrated number of images that the threshold was set on, n ≥ 1.
 * @returns false if P(at least this many rejects) < 0.05.
 */
export function isFairSample(
  rejects: number,
  images: number,
  falseRejectRate: number,
  calibrated: number,
): boolean {
  const above = falseRejectRate * (calibrated + 1);
  const below = calibrated + 1 - above;
  let probability = 1;
  for (let i = 0; i < images; i++) probability *= (below + i) / (above + below + i);
  let atLeast = 1;
  for (let j = 0; j < rejects; j++) {
    atLeast -= probability;
    probability *= ((images - j) * (above + j)) / ((j + 1) * (below + images - j - 1));
  }
  return atLeast >= SIGNIFICANCE;
}
