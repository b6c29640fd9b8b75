/** Two sets of values counted over the same bins. */
export interface HistogramBins {
  readonly from: number;
  /** Exclusive, but the last bin holds values that equal it. */
  readonly to: number;
  readonly good: readonly number[];
  readonly defective: readonly number[];
}

/**
 * Counts two sets of finite values over equal bins from the smallest to the largest of both, the threshold included.
 * Values that are not finite are left out. @param bins whole number from 1.
 */
export function histogramBins(
  good: readonly number[],
  defective: readonly number[],
  threshold: number | null,
  bins: number,
): HistogramBins {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const values of [good, defective, threshold === null ? [] : [threshold]]) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  }
  if (from > to) [from, to] = [0, 1];
  if (from === to) [from, to] = [from - 0.5, to + 0.5];
  const count = (values: readonly number[]): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]++;
    }
    return counts;
  };
  return { from, to, good: count(good), defective: count(defective) };
}
