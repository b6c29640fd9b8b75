import { binomialInterval, type ShareInterval } from './binomial.ts';
import { allowedRejects } from './conformal.ts';

/** How well a number of calibration images supports a false-reject rate. */
export interface RateSupport {
  /** Number of calibration images, n. */
  readonly images: number;
  /** The desired rate. */
  readonly falseRejectRate: number;
  /** The smallest rate that n images resolve: 1/(n + 1), which is also the smallest p-value. */
  readonly smallestRate: number;
  /** Number of additional images that the desired rate needs; 0 if it is resolved. */
  readonly moreImages: number;
  /**
   * Interval that holds the true rate of this threshold, on parts of the same process, with 95 %
   * confidence (Clopper–Pearson).
   */
  readonly interval: ShareInterval;
}

/**
 * Computes how well n calibration scores support a desired rate.
 *
 * For independent scores of a continuous distribution the share of new scores above the k-th largest of n
 * follows Beta(k, n + 1 − k), whose quantiles are the lower end of the Clopper–Pearson interval for k of n
 * and the upper end for k − 1 of n. The threshold is that score if rate·(n + 1) = k is whole; otherwise it
 * lies between the k-th and the next, and the upper end is that of the next. If k = 0, the threshold is at
 * or above the largest score, and the upper end is that for 0 of n.
 *
 * @param images n ≥ 1.
 * @param falseRejectRate in (0, 1).
 */
export function rateSupport(images: number, falseRejectRate: number): RateSupport {
  const { whole, fraction } = allowedRejects(images, falseRejectRate);
  const rejects = Math.min(images, whole);
  const most = fraction > 0 ? rejects : Math.max(0, rejects - 1);
  return {
    images,
    falseRejectRate,
    smallestRate: 1 / (images + 1),
    moreImages: Math.max(0, imagesForRate(falseRejectRate) - images),
    interval: {
      low: binomialInterval(rejects, images).low,
      high: binomialInterval(Math.min(most, images - 1), images).high,
    },
  };
}

/** The smallest number of calibration images that resolves a rate in (0, 1): the least n with rate·(n + 1) ≥ 1. */
export function imagesForRate(falseRejectRate: number): number {
  let images = Math.max(1, Math.ceil(1 / falseRejectRate) - 2);
  while (allowedRejects(images, falseRejectRate).whole < 1) images++;
  return images;
}
