import type { ThresholdSummary } from '../../detector/index.ts';
import { formatRate } from '../../numberText.ts';

/** The threshold, as every command prints it. */
export function describeThreshold({
  threshold,
  thresholdExtrapolated,
}: Pick<ThresholdSummary, 'threshold' | 'thresholdExtrapolated'>): string {
  return `threshold ${threshold.toPrecision(5)}${thresholdExtrapolated ? ' (extrapolated)' : ''}`;
}

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
    `With 95 % confidence it rejects ${formatRate(interval.low)} to ${formatRate(interval.high)} ` +
    `of good parts like the ${images} calibrated on.\n`;
  if (!thresholdExtrapolated) return rejects;
  const badly =
    tailFit !== null && tailFit.pValue < 0.05
      ? ` The tail model fits badly (p = ${tailFit.pValue.toFixed(3)}): do not rely on it.`
      : '';
  return (
    `The threshold for a false-reject rate of ${formatRate(falseRejectRate)} is extrapolated: ${images} images resolve none ` +
    `below ${formatRate(smallestRate)}; ${moreImages} more would do.${badly}\n${rejects}`
  );
}
