import { binomialInterval, type ShareInterval } from './binomial.ts';
import type { ScoreCalibration } from './ScoreCalibration.ts';

/** What defective images show at one false-reject rate. */
export interface DetectionPoint {
  readonly falseRejectRate: number;
  readonly threshold: number;
  /** Whether the threshold lies beyond what the calibration images resolve. */
  readonly extrapolated: boolean;
  /** Share of the defective images above the threshold, 0..1. */
  readonly detectionRate: number;
  /** Clopper–Pearson, 95 %. */
  readonly interval: ShareInterval;
  /** Expected cost of one part, in false rejects: (1 − π)·rate + π·missCost·(1 − detection rate). */
  readonly cost: number;
}

/** What a part costs if it is judged wrongly. */
export interface DetectionCosts {
  /** Share of parts that are defective, π, 0..1. */
  readonly defectShare: number;
  /** Cost of a missed defect, in false rejects. */
  readonly missCost: number;
}

/** Rates of the curve: they sit evenly on a logarithmic axis. */
const rates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] as const;

/**
 * What known defective images show over the false-reject rate. It is a report: a threshold chosen by
 * it would be tuned on the defects that happen to be known.
 *
 * @param defective image scores, at least one.
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
