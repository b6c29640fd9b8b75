import { checkScores, type Labels } from './Labels.ts';

/** The verdicts of one threshold on a list of items. */
export interface Confusion {
  /** Defective items judged anomalous. */
  readonly truePositives: number;
  /** Good items judged anomalous: false rejects. */
  readonly falsePositives: number;
  /** Good items judged nominal. */
  readonly trueNegatives: number;
  /** Defective items judged nominal: escapes. */
  readonly falseNegatives: number;
  /** Share of items judged correctly, 0..1. */
  readonly accuracy: number;
  /** Mean over the classes that occur of the share judged correctly, 0..1. */
  readonly balancedAccuracy: number;
  /** Harmonic mean of precision and recall, 0..1; 0 if no defective item is judged anomalous. */
  readonly f1: number;
}

/**
 * Counts verdicts at a threshold. An item is anomalous if its score is greater than the threshold.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective; one class may be missing.
 * @param threshold any number except NaN.
 * @throws RangeError if there is no item, the lengths differ, a score is not finite, or the
 *   threshold is NaN.
 */
export function confusionAt(
  scores: ArrayLike<number>,
  labels: Labels,
  threshold: number,
): Confusion {
  checkScores(scores, labels);
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
  if (scores.length === 0) throw new RangeError('a confusion needs at least one item, got none');
  let truePositives = 0;
  let falsePositives = 0;
  let falseNegatives = 0;
  for (let i = 0; i < scores.length; i++) {
    const anomalous = scores[i] > threshold;
    if (labels[i]) {
      if (anomalous) truePositives++;
      else falseNegatives++;
    } else if (anomalous) falsePositives++;
  }
  const trueNegatives = scores.length - truePositives - falsePositives - falseNegatives;
  const recalls: number[] = [];
  const defective = truePositives + falseNegatives;
  const good = trueNegatives + falsePositives;
  if (defective > 0) recalls.push(truePositives / defective);
  if (good > 0) recalls.push(trueNegatives / good);
  const f1Divisor = 2 * truePositives + falsePositives + falseNegatives;
  return {
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
    accuracy: (truePositives + trueNegatives) / scores.length,
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    f1: f1Divisor === 0 ? 0 : (2 * truePositives) / f1Divisor,
  };
}
