import { binomialInterval, type ShareInterval } from './binomial.ts';
import type { ScoreCalibration } from './ScoreCalibration.ts';

/** How well defective images are detected at one false-reject rate. */
export interface DetectionPoint {
  readonly falseRejectRate: number;
  readonly threshold: number;
  /** The rate that the threshold holds: a higher one where the calibration images do not resolve the desired one. */
  readonly heldRate: number;
  /** Whether a tail model has set the threshold, to reach a rate that the images do not resolve. */
  readonly extrapolated: boolean;
  /** Share of the defective images above the threshold, 0..1. */
  readonly detectionRate: number;
  /** The 95 % interval of the detection rate by Clopper and Pearson. */
  readonly interval: ShareInterval;
  /** Expected cost per part, in false rejects: (1 − π)·r + π·missCost·(1 − detection rate), r the desired rate if extrapolated, else the held one. */
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
 * @param extrapolate whether a tail sets the threshold of a rate that the images do not resolve.
 */
export function detectionCurve(
  calibration: ScoreCalibration,
  defective: ArrayLike<number>,
  { defectShare, missCost }: DetectionCosts,
  falseRejectRates: readonly number[] = rates,
  extrapolate = false,
): readonly DetectionPoint[] {
  const scores = Array.from(defective);
  return falseRejectRates.map((falseRejectRate) => {
    const { threshold, heldRate, extrapolated } = calibration.threshold(
      falseRejectRate,
      extrapolate,
    );
    const rate = extrapolated ? falseRejectRate : heldRate;
    const detected = scores.filter((score) => score > threshold).length;
    const detectionRate = detected / scores.length;
    return {
      falseRejectRate,
      threshold,
      heldRate,
      extrapolated,
      detectionRate,
      interval: binomialInterval(detected, scores.length),
      cost: (1 - defectShare) * rate + defectShare * missCost * (1 - detectionRate),
    };
  });
}
