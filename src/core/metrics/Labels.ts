/** Whether each item is defective: `true` or any number except 0 means defective. */
export type Labels = ArrayLike<boolean | number>;

/**
 * Checks that scores and labels can be compared.
 *
 * @throws RangeError if the lengths differ or a score is not finite.
 */
export function checkScores(scores: ArrayLike<number>, labels: Labels): void {
  if (scores.length !== labels.length) {
    throw new RangeError(`${scores.length} scores need as many labels, got ${labels.length}`);
  }
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new RangeError(`score ${i} must be finite, got ${scores[i]}`);
    }
  }
}
