import type { ThresholdSummary } from '../../detector/index.ts';

/** What supports the threshold, in a line or two: the interval of its rate and the number of images that are missing. */
export function describeSupport({
  support,
  thresholdExtrapolated,
  thresholdSetByHand,
  tailFit,
}: Omit<ThresholdSummary, 'threshold' | 'pixelThreshold' | 'tail'>): string {
  const { images, falseRejectRate, smallestRate, moreImages, interval } = support;
  if (thresholdSetByHand) return 'The threshold was set by hand.\n';
  const rejects =
    `With 95 % confidence it rejects ${percent(interval.low)} to ${percent(interval.high)} ` +
    `of good parts like the ${images} calibrated on.\n`;
  if (!thresholdExtrapolated) return rejects;
  const badly =
    tailFit !== null && tailFit.pValue < 0.05
      ? ` The tail model fits badly (p = ${tailFit.pValue.toFixed(3)}): do not rely on it.`
      : '';
  return (
    `The threshold for a false-reject rate of ${percent(falseRejectRate)} is extrapolated: ${images} images resolve none ` +
    `below ${percent(smallestRate)}; ${moreImages} more would do.${badly}\n${rejects}`
  );
}

/** A share as a percentage of three digits, at most. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
