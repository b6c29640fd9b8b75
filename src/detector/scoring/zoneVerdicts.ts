import type { ScoreCalibration } from '../../core/calibration/index.ts';
import {
  type ImageScore,
  type PValue,
  toImageScore,
  type Verdict,
  verdictOf,
} from '../../core/scoring/index.ts';
import type { ZoneThreshold } from './Thresholds.ts';

/** The result for one zone. */
export interface ZoneVerdict {
  readonly name: string;
  /** Mean of the highest patch scores in the zone. */
  readonly score: number;
  /** How rare that is among good images. */
  readonly pValue: PValue;
  /** The raw score above which the zone is anomalous. */
  readonly threshold: number;
  readonly verdict: Verdict;
}

/** A score, and what decides over it. */
export interface Decided {
  readonly imageScore: ImageScore;
  readonly threshold: number;
  readonly heldRate: number;
  readonly thresholdExtrapolated: boolean;
  /** Scores of good images. */
  readonly scores: ScoreCalibration;
}

/** One zone with its verdict. */
export interface JudgedZone extends Decided {
  readonly verdict: ZoneVerdict;
}

/**
 * Judges zones by their own thresholds. @param scores of the zones in the order of the thresholds; null
 * if there are no zones.
 */
export function zoneVerdicts(
  thresholds: readonly ZoneThreshold[],
  scores: Float32Array | null,
): readonly JudgedZone[] {
  if (scores === null) return [];
  return thresholds.map(({ name, threshold, heldRate, extrapolated, scores: good }, zone) => {
    const score = toImageScore(scores[zone]);
    const verdict = verdictOf(score, threshold);
    return {
      imageScore: score,
      threshold,
      heldRate,
      thresholdExtrapolated: extrapolated,
      scores: good,
      verdict: { name, score, pValue: good.pValue(score), threshold, verdict },
    };
  });
}

/** The zone whose score is the largest multiple of its threshold: it decides for the image. */
export function worstZone(zones: readonly JudgedZone[]): Decided {
  const times = ({ imageScore, threshold }: JudgedZone) => imageScore / Math.max(threshold, 1e-9);
  return zones.reduce((worst, zone) => (times(zone) > times(worst) ? zone : worst));
}
