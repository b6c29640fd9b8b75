import { allowedRejects, type RejectThreshold } from './conformal.ts';
import { ScoreCalibration } from './ScoreCalibration.ts';

/** Most setters that are named: those below the fifth change little. */
const MOST = 5;

/** A calibration score that sets the threshold. */
export interface ScoreSetter {
  /** Index of the score. */
  readonly index: number;
  /** The threshold by the other scores; null if there is no other. */
  readonly without: RejectThreshold | null;
}

/** The calibration scores that set a threshold. */
export interface ScoreSetters {
  /** The highest first, at most 5. */
  readonly setters: readonly ScoreSetter[];
  /** The threshold without any of them; null if no score remains. */
  readonly withoutAll: RejectThreshold | null;
}

/**
 * The calibration scores that set the threshold of a rate: those that are at least as high as it, and the
 * next lower one if it lies between two. Each is named with the threshold that the others would set.
 *
 * @param scores scores of good images, at least 1.
 * @param falseRejectRate in (0, 1).
 * @param extrapolate whether a tail sets the threshold of a rate that the scores do not resolve.
 */
export function scoreSetters(
  scores: Float32Array,
  falseRejectRate: number,
  extrapolate = false,
): ScoreSetters {
  const { whole, fraction } = allowedRejects(scores.length, falseRejectRate);
  const rank = whole === 0 ? 1 : whole + (fraction > 0 ? 1 : 0);
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  const highest = order.slice(0, Math.min(rank, MOST));
  const without = (left: readonly number[]): RejectThreshold | null => {
    const others = scores.filter((_, i) => !left.includes(i));
    return others.length === 0
      ? null
      : new ScoreCalibration(others).threshold(falseRejectRate, extrapolate);
  };
  return {
    setters: highest.map((index) => ({ index, without: without([index]) })),
    withoutAll: without(highest),
  };
}
