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
