import type { Labels } from '../Labels.ts';
import { groupTies } from './TieGroups.ts';

/** The best F1 score in hindsight, and the threshold that reaches it. */
export interface F1Max {
  /** Harmonic mean of precision and recall, 0..1. */
  readonly f1: number;
  /** Items with score > threshold count as anomalous. It lies between two scores and is finite. */
  readonly threshold: number;
  /** Share of the items judged anomalous that are defective, 0..1. */
  readonly precision: number;
  /** Share of defective items judged anomalous, 0..1. */
  readonly recall: number;
}

/**
 * The largest F1 score over all thresholds, at the highest such threshold. The threshold is tuned on the
 * items that it judges, so the figure is an upper bound and not to be expected on new items.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function f1Max(scores: ArrayLike<number>, labels: Labels): F1Max {
  const groups = groupTies(scores, labels);
  let best = { f1: 0, threshold: groups.scores[0], precision: 0, recall: 0 };
  let hits = 0;
  let taken = 0;
  for (let g = 0; g < groups.scores.length; g++) {
    hits += groups.defective[g];
    taken += groups.defective[g] + groups.good[g];
    const f1 = (2 * hits) / (taken + groups.defectiveTotal);
    if (f1 > best.f1) {
      best = {
        f1,
        threshold: thresholdBelow(groups.scores, g),
        precision: hits / taken,
        recall: hits / groups.defectiveTotal,
      };
    }
  }
  return best;
}

/** A finite number below score `g` and not below the next lower score. */
function thresholdBelow(descending: Float64Array, g: number): number {
  const score = descending[g];
  if (g === descending.length - 1) {
    const range = descending[0] - score;
    return score - (range || Math.abs(score) || 1);
  }
  const next = descending[g + 1];
  const middle = next + (score - next) / 2;
  // Between neighboring float64 values the middle may round up to the score itself.
  return middle < score ? middle : next;
}

/** The best accuracies that any single threshold reaches, chosen with the labels known. */
export interface BestAccuracies {
  /** Largest share of items judged correctly, 0..1. */
  readonly accuracy: number;
  /** Largest mean over the two classes of the share judged correctly, 0..1. */
  readonly balancedAccuracy: number;
}

/**
 * Accuracy and balanced accuracy, each at the threshold that is best for it in hindsight: the bounds
 * against which to read the accuracy at a model's own threshold.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function bestAccuracies(scores: ArrayLike<number>, labels: Labels): BestAccuracies {
  const { defective, good, defectiveTotal, goodTotal } = groupTies(scores, labels);
  const items = defectiveTotal + goodTotal;
  let hits = 0;
  let falseAlarms = 0;
  let accuracy = goodTotal / items;
  let balancedAccuracy = 0.5;
  for (let g = 0; g < good.length; g++) {
    hits += defective[g];
    falseAlarms += good[g];
    const passed = goodTotal - falseAlarms;
    accuracy = Math.max(accuracy, (hits + passed) / items);
    balancedAccuracy = Math.max(balancedAccuracy, (hits / defectiveTotal + passed / goodTotal) / 2);
  }
  return { accuracy, balancedAccuracy };
}
