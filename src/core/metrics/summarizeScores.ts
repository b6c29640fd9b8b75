import { auroc } from './ranking/auroc.ts';
import { averagePrecision } from './ranking/averagePrecision.ts';
import { bestAccuracies, f1Max } from './ranking/bestThreshold.ts';
import { type BootstrapOptions, bootstrapIntervals } from './intervals/bootstrapIntervals.ts';
import type { Labels } from './Labels.ts';
import { confusionAt } from './confusionAt.ts';
import { detectionRateAt } from './detectionRateAt.ts';
import { perfectAurocBound, shareInterval } from './intervals/closedForm.ts';
import type { Interval } from './intervals/percentileInterval.ts';

/** How well image scores tell good from defective items; shares are 0..1, `own` is at the threshold given. */
export interface ScoreSummary {
  readonly imageAuroc: number;
  readonly imageAveragePrecision: number;
  /** The best F1 score over all thresholds, in hindsight. */
  readonly f1Max: number;
  /** Share of defective items found where 1 % and 5 % of the good ones are rejected. */
  readonly detectionRateAt1: number;
  readonly detectionRateAt5: number;
  /** Share of good items rejected at the own threshold. */
  readonly falseRejectRate: number;
  /** Share of defective items found at the own threshold. */
  readonly detectionRate: number;
  /** Share of items judged rightly at the own threshold, and at the best one in hindsight. */
  readonly accuracy: number;
  readonly bestAccuracy: number;
  /** Mean of the shares of good and of defective items judged rightly, likewise. */
  readonly balancedAccuracy: number;
  readonly bestBalancedAccuracy: number;
}

/** The figures of which intervals are given; null where a bootstrap sees no spread. */
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
 * @param threshold the own one: set without these items; any number but NaN.
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
 * 95 % intervals of the figures that a decision hangs on, over the choice of the items: Wilson's for
 * the two shares, Newcombe's for an AUROC of 1, bootstrap for the others. Parameters as above.
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
    falseRejectRate: shareInterval(falseRejectRate, good),
    detectionRate: shareInterval(detectionRate, defective),
  };
}
