import { binomialInterval, type ShareInterval } from './binomial.ts';
import type { ScoreCalibration } from './ScoreCalibration.ts';

/** How well defective images are detected at one false-reject rate. */
export interface DetectionPoint {
  readonly falseRejectRate: number;
  readonly threshold: number;
  /** Whether the calibration images cannot resolve the rate, so that the threshold is extrapolated. */
  readonly extrapolated: boolean;
  /** Share of the defective images above the threshold, 0..1. */
  readonly detectionRate: number;
  /** The 95 % interval of the detection rate by Clopper and Pearson. */
  readonly interval: ShareInterval;
  /** Expected cost per part, in false rejects: (1 − π)·rate + π·missCost·(1 − detection rate). */
  readonly cost: number;
}

/** The cost of wrong verdicts. */
export interface DetectionCosts {
  /** Share of parts that are defective, π, 0..1. */
  readonly defectShare: number;
  /** Cost of a missed defect, in false rejects. */
  readonly missCost: number;
}

/** Rates of the curve, evenly spaced on a logarithmic axis. */
const rates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] as const;

/**
 * The detection of known defective images over the false-reject rate. It is meant for reports: a
 * threshold chosen by it would be tuned to the defects that happen to be known.
 *
 * @param defective scores of defective images, at least one.
 */
export function detectionCurve(
  calibration: ScoreCalibration,
  defective: ArrayLike<number>,
  { defectShare, missCost }: DetectionCosts,
  falseRejectRates: readonly number[] = rates,
): readonly DetectionPoint[] {
  const scores = Array.from(defective);
  return falseRejectRates.map((falseRejectRate) => {
    const { threshold, extrapolated } = calibration.threshold(falseRejectRate);
    const detected = scores.filter((score) => score > threshold).length;
    const detectionRate = detected / scores.length;
    return {
      falseRejectRate,
      threshold,
      extrapolated,
      detectionRate,
      interval: binomialInterval(detected, scores.length),
      cost: (1 - defectShare) * falseRejectRate + defectShare * missCost * (1 - detectionRate),
    };
  });
}
