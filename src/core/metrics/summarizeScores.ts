import { confusionAt } from './confusionAt.ts';
import { detectionRateAt } from './detectionRateAt.ts';
import { type BootstrapOptions, bootstrapIntervals } from './intervals/bootstrapIntervals.ts';
import { perfectAurocBound, wilsonInterval } from './intervals/closedForm.ts';
import type { Interval } from './intervals/percentileInterval.ts';
import type { Labels } from './Labels.ts';
import { auroc } from './ranking/auroc.ts';
import { averagePrecision } from './ranking/averagePrecision.ts';
import { bestAccuracies, f1Max } from './ranking/bestThreshold.ts';

/** How well image scores tell good from defective items; shares are 0..1. The own threshold is the model's. */
export interface ScoreSummary {
  readonly imageAuroc: number;
  readonly imageAveragePrecision: number;
  /** The best F1 score over all thresholds, chosen in hindsight. */
  readonly f1Max: number;
  /** Share of defective items found if 1 % of the good ones are rejected. */
  readonly detectionRateAt1: number;
  /** Share of defective items found if 5 % of the good ones are rejected. */
  readonly detectionRateAt5: number;
  /** Share of good items rejected at the own threshold. */
  readonly falseRejectRate: number;
  /** Share of defective items found at the own threshold. */
  readonly detectionRate: number;
  /** Share of items judged correctly at the own threshold. */
  readonly accuracy: number;
  /** Share of items judged correctly at the threshold that is best in hindsight. */
  readonly bestAccuracy: number;
  /** Mean of the shares of good and of defective items judged correctly at the own threshold. */
  readonly balancedAccuracy: number;
  /** The same mean at the threshold that is best in hindsight. */
  readonly bestBalancedAccuracy: number;
}

/** Intervals of the figures that have one; null if the bootstrap sees no spread. */
export type SummaryIntervals = Readonly<
  Record<
    | 'imageAuroc'
    | 'imageAveragePrecision'
    | 'f1Max'
    | 'falseRejectRate'
    | 'detectionRate'
    | 'balancedAccuracy',
    Interval | null
  >
>;

/**
 * All image metrics at once.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @param threshold the own threshold, chosen without these items; any number except NaN.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function summarizeScores(
  scores: ArrayLike<number>,
  labels: Labels,
  threshold: number,
): ScoreSummary {
  const own = confusionAt(scores, labels, threshold);
  const best = bestAccuracies(scores, labels);
  return {
    imageAuroc: auroc(scores, labels),
    imageAveragePrecision: averagePrecision(scores, labels),
    f1Max: f1Max(scores, labels).f1,
    detectionRateAt1: detectionRateAt(scores, labels, 0.01),
    detectionRateAt5: detectionRateAt(scores, labels, 0.05),
    falseRejectRate: own.falsePositives / (own.falsePositives + own.trueNegatives),
    detectionRate: own.truePositives / (own.truePositives + own.falseNegatives),
    accuracy: own.accuracy,
    bestAccuracy: best.accuracy,
    balancedAccuracy: own.balancedAccuracy,
    bestBalancedAccuracy: best.balancedAccuracy,
  };
}

/**
 * 95 % intervals over the choice of the items, for the figures that decisions depend on: Wilson's for
 * the two shares, Newcombe's for an AUROC of 1, bootstrap for the others.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective; both classes must occur.
 * @param threshold the own threshold, chosen without these items; any number except NaN.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function summaryIntervals(
  scores: ArrayLike<number>,
  labels: Labels,
  threshold: number,
  options: BootstrapOptions = {},
): SummaryIntervals {
  const { imageAuroc, falseRejectRate, detectionRate } = summarizeScores(scores, labels, threshold);
  const defective = Array.from(labels).filter(Boolean).length;
  const resampled = bootstrapIntervals(
    scores,
    labels,
    {
      imageAuroc: auroc,
      imageAveragePrecision: averagePrecision,
      f1Max: (drawn, truth) => f1Max(drawn, truth).f1,
      balancedAccuracy: (drawn, truth) => confusionAt(drawn, truth, threshold).balancedAccuracy,
    },
    options,
  );
  const good = labels.length - defective;
  return {
    ...resampled,
    ...(imageAuroc === 1 ? { imageAuroc: [perfectAurocBound(good, defective), 1] } : {}),
    falseRejectRate: wilsonInterval(falseRejectRate, good),
    detectionRate: wilsonInterval(detectionRate, defective),
  };
}
