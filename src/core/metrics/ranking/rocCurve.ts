import type { Labels } from '../checkScores.ts';
import { groupTies } from './groupTies.ts';

/** One point of a ROC curve. */
export interface RocPoint {
  /** The lowest score that counts as anomalous at this point; null where none does. */
  readonly score: number | null;
  /** Share of good items called anomalous, 0..1. */
  readonly falsePositiveRate: number;
  /** Share of defective items called anomalous, 0..1. */
  readonly truePositiveRate: number;
}

/**
 * The ROC curve from (0, 0) to (1, 1), one point per distinct score after the first.
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
