import type { Labels } from '../Labels.ts';
import { groupTies } from './TieGroups.ts';

/** One point of a ROC curve. */
export interface RocPoint {
  /** The lowest score that counts as anomalous at this point; null if none does. */
  readonly score: number | null;
  /** Share of good items judged anomalous, 0..1. */
  readonly falsePositiveRate: number;
  /** Share of defective items judged anomalous, 0..1. */
  readonly truePositiveRate: number;
}

/**
 * The ROC curve from (0, 0) to (1, 1), with one point per distinct score after the first.
 * Equals scikit-learn's `roc_curve` with `drop_intermediate=False`.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function rocCurve(scores: ArrayLike<number>, labels: Labels): RocPoint[] {
  const groups = groupTies(scores, labels);
  const points: RocPoint[] = [{ score: null, falsePositiveRate: 0, truePositiveRate: 0 }];
  let hits = 0;
  let falseAlarms = 0;
  for (let g = 0; g < groups.scores.length; g++) {
    hits += groups.defective[g];
    falseAlarms += groups.good[g];
    points.push({
      score: groups.scores[g],
      falsePositiveRate: falseAlarms / groups.goodTotal,
      truePositiveRate: hits / groups.defectiveTotal,
    });
  }
  return points;
}

/** One point of a precision-recall curve. */
export interface PrecisionRecallPoint {
  /** The lowest score that counts as anomalous at this point; null if none does. */
  readonly score: number | null;
  /** Share of the items judged anomalous that are defective, 0..1; 1 if none is judged anomalous. */
  readonly precision: number;
  /** Share of defective items judged anomalous, 0..1. */
  readonly recall: number;
}

/**
 * The precision-recall curve by rising recall, from (recall 0, precision 1), with one point per distinct
 * score after the first. Equals scikit-learn's `precision_recall_curve` read from its end.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @throws RangeError if the lengths differ, a score is not finite, or one class is missing.
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: Labels,
): PrecisionRecallPoint[] {
  const groups = groupTies(scores, labels);
  const points: PrecisionRecallPoint[] = [{ score: null, precision: 1, recall: 0 }];
  let hits = 0;
  let taken = 0;
  for (let g = 0; g < groups.scores.length; g++) {
    hits += groups.defective[g];
    taken += groups.defective[g] + groups.good[g];
    points.push({
      score: groups.scores[g],
      precision: hits / taken,
      recall: hits / groups.defectiveTotal,
    });
  }
  return points;
}
