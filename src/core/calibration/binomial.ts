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

/** A threshold among calibration scores. */
export interface HeldThreshold {
  /** The rate that it holds, in (0, 1). */
  readonly heldRate: number;
  /** Number of calibration images, n ≥ 1. */
  readonly calibrationImages: number;
}

/**
 * Whether a number of rejects is no surprise among good images drawn at random. It is a surprise for
 * images that were chosen because they were rejected.
 *
 * A threshold that holds the rate k/(n + 1) is the k-th largest of n scores, so the number of rejects among
 * m new images follows the beta-binomial distribution with m, k and n + 1 − k: the binomial one, with the
 * uncertainty of the threshold.
 *
 * @param rejects number of images above the threshold, 0..images.
 * @param images number of images, ≥ 1.
 * @returns false if P(at least this many rejects) < 0.05, or if all of the images were rejected.
 */
export function isFairSample(
  rejects: number,
  images: number,
  { heldRate, calibrationImages }: HeldThreshold,
): boolean {
  if (rejects === 0) return true;
  if (rejects === images) return false;
  const a = heldRate * (calibrationImages + 1);
  const b = calibrationImages + 1 - a;
  let probability = 1;
  for (let i = 0; i < images; i++) probability *= (b + i) / (a + b + i);
  let below = 0;
  for (let count = 0; count < rejects; count++) {
    below += probability;
    probability *= ((images - count) / (count + 1)) * ((count + a) / (images - count - 1 + b));
  }
  return 1 - below >= SIGNIFICANCE;
}
