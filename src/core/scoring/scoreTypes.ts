declare const rawScore: unique symbol;
declare const pValue: unique symbol;

/**
 * An image score as the method gives it: an L2 distance in feature space, ≥ 0, higher = more
 * anomalous. It means something else for every product and must not be compared between models.
 */
export type ImageScore = number & { readonly [rawScore]: true };

/**
 * How rare an image score is among good parts: in (0, 1], lower = more anomalous. Comparable
 * between models.
 */
export type PValue = number & { readonly [pValue]: true };

/** What is said of an image, or of a zone of it. */
export type Verdict = 'nominal' | 'anomalous';

/** The only way to an image score. @throws RangeError for what is no finite number. */
export function toImageScore(value: number): ImageScore {
  if (!Number.isFinite(value)) throw new RangeError(`an image score of ${value}`);
  return value as ImageScore;
}

/** The only way to a p-value. @throws RangeError for what does not lie in (0, 1]. */
export function toPValue(value: number): PValue {
  if (!(value > 0 && value <= 1)) throw new RangeError(`a p-value of ${value}`);
  return value as PValue;
}

/** Nominal only where the score is known not to exceed the threshold: in doubt, a part is not passed. */
export function verdictOf(score: ImageScore, threshold: number): Verdict {
  return score <= threshold ? 'nominal' : 'anomalous';
}
