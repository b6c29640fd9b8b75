import { regularizedBeta } from './regularizedBeta.ts';

/** Fewer rejects than this are expected in 19 of 20 fair samples. */
const SIGNIFICANCE = 0.05;

/**
 * Whether so many rejects are no surprise among good images that were drawn at random: not so for
 * images that were chosen because they were rejected.
 *
 * @param rejects images above the threshold, 0..images.
 * @param images ≥ 1.
 * @param falseRejectRate of the threshold, in (0, 1).
 * @returns false if P(at least so many rejects) < 0.05 by the binomial distribution.
 */
export function isFairSample(rejects: number, images: number, falseRejectRate: number): boolean {
  if (rejects === 0) return true;
  return regularizedBeta(falseRejectRate, rejects, images - rejects + 1) >= SIGNIFICANCE;
}
