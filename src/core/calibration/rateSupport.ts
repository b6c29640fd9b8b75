import { binomialInterval, type ShareInterval } from './binomial.ts';
import { allowedRejects } from './conformal.ts';

/** What a number of calibration images can say of a false-reject rate. */
export interface RateSupport {
  /** Calibration images, n. */
  readonly images: number;
  /** The wished rate. */
  readonly falseRejectRate: number;
  /** The smallest rate that n images resolve: 1/(n + 1), which is also the smallest p-value. */
  readonly smallestRate: number;
  /** How many more images the wished rate needs, 0 if it is resolved. */
  readonly moreImages: number;
  /**
   * Holds the rate that this one threshold really has on parts of the same process with 95 %
   * confidence (Clopper–Pearson).
   */
  readonly interval: ShareInterval;
}

/**
 * What n calibration scores can say of a wished rate.
 *
 * The threshold is the k-th largest of the n scores, k = ⌊rate·(n + 1)⌋. For independent scores of a
 * continuous distribution the share of new ones above it follows Beta(k, n + 1 − k), whose quantiles
 * are the lower end of Clopper and Pearson for k of n and the upper end for k − 1 of n. For k = 0 the
 * threshold lies at or above the largest score, and the upper end is that for 0 of n.
 *
 * @param images n ≥ 1.
 * @param falseRejectRate in (0, 1).
 */
export function rateSupport(images: number, falseRejectRate: number): RateSupport {
  const rejects = Math.min(images, allowedRejects(images, falseRejectRate));
  return {
    images,
    falseRejectRate,
    smallestRate: 1 / (images + 1),
    moreImages: Math.max(0, imagesForRate(falseRejectRate) - images),
    interval: {
      low: binomialInterval(rejects, images).low,
      high: binomialInterval(Math.max(0, rejects - 1), images).high,
    },
  };
}

/** The fewest calibration images that resolve a rate in (0, 1): the least n with rate·(n + 1) ≥ 1. */
export function imagesForRate(falseRejectRate: number): number {
  let images = Math.max(1, Math.ceil(1 / falseRejectRate) - 2);
  while (allowedRejects(images, falseRejectRate) < 1) images++;
  return images;
}
