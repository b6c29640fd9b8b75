/** Mean and spread of a figure over several runs. */
export interface MeanAndDeviation {
  readonly mean: number;
  /** Standard deviation of a sample (divided by n − 1); null of a single run. */
  readonly deviation: number | null;
  /** Runs counted. */
  readonly runs: number;
}

/** @throws RangeError if there is no value. */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  if (values.length === 0) throw new RangeError('a mean needs at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length === 1 ? null : Math.sqrt(squares / (values.length - 1));
  return { mean, deviation, runs: values.length };
}

/** As {@link meanAndDeviation}, of figures that may be missing: null if one is, for a mean of the others is of something else. */
export function meanAndDeviationOfAll(values: readonly (number | null)[]): MeanAndDeviation | null {
  return values.every((value) => value !== null) ? meanAndDeviation(values) : null;
}
