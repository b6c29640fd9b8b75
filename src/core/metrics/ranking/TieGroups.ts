import { checkScores, type Labels } from '../Labels.ts';

/**
 * Items grouped by equal score, highest score first: everything that a ranking metric depends on.
 * A group of only good items may span several neighboring scores, since no metric here depends on the
 * order of good items that no defective item separates.
 */
export interface TieGroups {
  /** Number of defective items of each group. */
  readonly defective: Uint32Array;
  /** Number of good items of each group; as long as `defective`. */
  readonly good: Uint32Array;
  /** Sum of `defective`. */
  readonly defectiveTotal: number;
  /** Sum of `good`. */
  readonly goodTotal: number;
}

/** {@link TieGroups} with exactly one score each. */
export interface ScoredTieGroups extends TieGroups {
  /** The score of each group, strictly decreasing. */
  readonly scores: Float64Array;
}

/**
 * Sorts items by score, highest first, and groups equal scores. O(n log n), linear if they are in that
 * order already; copies.
 *
 * @param scores one finite score per item, higher = more anomalous.
 * @param labels one label per item, `true` or non-zero = defective.
 * @throws RangeError if the lengths differ, a score is not finite, or one of the two classes is
 *   missing, as no ranking metric is defined then.
 */
export function groupTies(scores: ArrayLike<number>, labels: Labels): ScoredTieGroups {
  checkScores(scores, labels);
  const order = descendingOrder(scores);
  const groupScores = new Float64Array(scores.length);
  const defective = new Uint32Array(scores.length);
  const good = new Uint32Array(scores.length);
  let count = 0;
  let defectiveTotal = 0;
  for (const item of order) {
    const score = scores[item];
    if (count === 0 || groupScores[count - 1] !== score) groupScores[count++] = score;
    if (labels[item]) {
      defective[count - 1]++;
      defectiveTotal++;
    } else {
      good[count - 1]++;
    }
  }
  const goodTotal = scores.length - defectiveTotal;
  if (defectiveTotal === 0 || goodTotal === 0) {
    throw new RangeError(
      `a ranking needs good and defective items, got ${goodTotal} good and ${defectiveTotal} defective`,
    );
  }
  return {
    scores: groupScores.subarray(0, count),
    defective: defective.subarray(0, count),
    good: good.subarray(0, count),
    defectiveTotal,
    goodTotal,
  };
}

/**
 * Indices of scores, highest first. Linear if the scores are in that order already, as in resamples of
 * ranked items.
 *
 * @param scores finite.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(scores.length);
  let isSorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && scores[i] > scores[i - 1]) isSorted = false;
  }
  return isSorted ? order : order.sort((a, b) => scores[b] - scores[a]);
}
