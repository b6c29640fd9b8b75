import type { RejectThreshold } from '../../core/calibration/index.ts';
import type { ThresholdSummary } from '../../detector/index.ts';
import { formatCount, formatRate } from '../../numberText.ts';

/** The threshold with its rate, as every command prints it. */
export function describeThreshold(summary: ThresholdSummary): string {
  const { threshold, thresholdSetByHand, thresholdExtrapolated, heldRate, support } = summary;
  const value = `threshold ${threshold.toPrecision(5)}`;
  if (thresholdSetByHand) return `${value}, set by hand`;
  if (thresholdExtrapolated)
    return `${value} for a false-reject rate of ${formatRate(support.falseRejectRate)} (extrapolated)`;
  return `${value} for a false-reject rate of ${formatRate(heldRate)}`;
}

/** The rate that a threshold holds, in parentheses, where it is not the desired one; otherwise empty. */
export function heldText({
  falseRejectRate,
  heldRate,
  extrapolated,
}: Omit<RejectThreshold, 'threshold'> & { readonly falseRejectRate: number }): string {
  if (extrapolated) return ' (extrapolated)';
  return heldRate > falseRejectRate ? ` (holds ${formatRate(heldRate)})` : '';
}

/** What supports the threshold, in a line or two: what the number of images resolves, and the interval of its rate. */
export function describeSupport(summary: ThresholdSummary): string {
  const { images, interval } = summary.support;
  if (summary.thresholdSetByHand) return 'The threshold was set by hand.\n';
  return (
    `${describeMissing(summary)}With 95 % confidence it rejects ${formatRate(interval.low)} to ` +
    `${formatRate(interval.high)} of good parts like the ${images} calibrated on.\n`
  );
}

/** How many images are missing, and what that means; empty if none are. */
function describeMissing({
  support: { images, falseRejectRate, smallestRate, moreImages },
  thresholdExtrapolated,
  tailFit,
}: ThresholdSummary): string {
  if (moreImages === 0) return '';
  const wished = formatRate(falseRejectRate);
  const resolved = `${formatCount(images, 'image')} ${images === 1 ? 'resolves' : 'resolve'} a rate of ${formatRate(smallestRate)} or more`;
  const more = `${moreImages} more would resolve ${wished}`;
  if (!thresholdExtrapolated) {
    return `${resolved}: the threshold holds that, not the ${wished} asked for. ${more}; --extrapolate reaches it by a model.\n`;
  }
  const badly =
    tailFit !== null && tailFit.pValue < 0.05
      ? ` The tail model fits badly (p = ${tailFit.pValue.toFixed(3)}): do not rely on it.`
      : '';
  return `${resolved}: the threshold for ${wished} is extrapolated, which finds fewer defects. ${more}.${badly}\n`;
}
