import type { RateSupport, ScoreTail, TailFit } from '../../core/calibration/index.ts';
import type { Model } from '../../model/index.ts';
import { Thresholds } from './Thresholds.ts';

/** What a threshold is and what it rests on; a detector says the same of its own. */
export interface ThresholdSummary {
  /** The raw score above which an image is anomalous. */
  readonly threshold: number;
  /** Whether it was set by hand, in place of the one that the rate leads to. */
  readonly thresholdSetByHand: boolean;
  /** Whether it lies beyond what the number of calibration images can resolve. */
  readonly thresholdExtrapolated: boolean;
  /** The value of the anomaly map above which a pixel belongs to a region. */
  readonly pixelThreshold: number;
  /** What the number of calibration images can say of the rate. */
  readonly support: RateSupport;
  /** The smooth model of the highest calibration scores; null where they make none. */
  readonly tail: ScoreTail | null;
  /** How well that model describes them; null without one. */
  readonly tailFit: TailFit | null;
}

/** The threshold of a model, without its backbone. */
export function thresholdSummary({ calibration, config, threshold }: Model): ThresholdSummary {
  const { falseRejectRate } = config;
  const thresholds = new Thresholds(calibration, { falseRejectRate, threshold });
  return {
    threshold: thresholds.image.threshold,
    thresholdSetByHand: threshold !== null,
    thresholdExtrapolated: thresholds.image.extrapolated,
    pixelThreshold: thresholds.pixel.threshold,
    support: thresholds.scores.support(falseRejectRate),
    tail: thresholds.scores.tail,
    tailFit: thresholds.scores.tailFit,
  };
}
