import type { Labels } from '../checkScores.ts';
import { groupTies } from './groupTies.ts';

/** The best that any one threshold could have done, chosen with the labels known. */
export interface BestAccuracies {
  /** Largest share of items called rightly, 0..1. */
  readonly accuracy: number;
  /** Largest mean over the two classes of the share called rightly, 0..1. */
  readonly balancedAccuracy: number;
}

/**
 * Accuracy and balanced accuracy at the threshold that is best for each in hindsight; what a
 * threshold of the model's own reaches is to be read beside them.
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
