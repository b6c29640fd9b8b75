declare const rawScore: unique symbol;
declare const pValue: unique symbol;

/**
 * A raw image score: an L2 distance in feature space, ≥ 0, higher = more anomalous. Its scale differs
 * between models, so scores of different models must not be compared.
 */
export type ImageScore = number & { readonly [rawScore]: true };

/**
 * How rare an image score is among good parts: in (0, 1], lower = more anomalous. Comparable
 * between models.
 */
export type PValue = number & { readonly [pValue]: true };

/** The verdict on an image or on one of its zones. */
export type Verdict = 'nominal' | 'anomalous';

/** Makes an image score of a number. @throws RangeError if it is not finite. */
export function toImageScore(value: number): ImageScore {
  if (!Number.isFinite(value)) throw new RangeError(`an image score of ${value}`);
  return value as ImageScore;
}

/** Makes a p-value of a number. @throws RangeError if it is not in (0, 1]. */
export function toPValue(value: number): PValue {
  if (!(value > 0 && value <= 1)) throw new RangeError(`a p-value of ${value}`);
  return value as PValue;
}

/** Nominal only if the score certainly does not exceed the threshold: if in doubt (NaN), a part does not pass. */
export function verdictOf(score: ImageScore, threshold: number): Verdict {
  return score <= threshold ? 'nominal' : 'anomalous';
}
