import type { Detector } from '../detector/index.ts';

/** What the threshold rests on, in a line or two: the interval of the rate, and the images that are missing. */
export function describeSupport({
  support,
  thresholdExtrapolated,
  tailFit,
  model,
  threshold,
}: Detector): string {
  const { images, falseRejectRate, smallestRate, moreImages, interval } = support;
  if (model.threshold === threshold) return `The threshold was set by hand.\n`;
  const lines = [
    `With 95 % confidence the threshold for ${percent(falseRejectRate)} rejects ${percent(interval.low)} to ` +
      `${percent(interval.high)} of good parts like the ${images} it was calibrated on.`,
  ];
  if (thresholdExtrapolated) {
    const fit =
      tailFit === null || tailFit.pValue >= 0.05
        ? ''
        : ` The tail fits them badly (p = ${tailFit.pValue.toFixed(3)}): do not rely on it.`;
    lines.push(
      `It is extrapolated: ${images} images alone resolve no rate below ${percent(smallestRate)}; ` +
        `${moreImages} more would resolve ${percent(falseRejectRate)}.${fit}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A share as a percentage of three digits, at most. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
