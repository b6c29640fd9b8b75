/** Mean and spread of a figure over several runs. */
export interface MeanAndDeviation {
  readonly mean: number;
  /** Sample standard deviation (divided by n − 1); null for a single run. */
  readonly deviation: number | null;
  /** Number of runs. */
  readonly runs: number;
}

/** Mean and sample standard deviation of some values. @throws RangeError if there is no value. */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  if (values.length === 0) throw new RangeError('a mean needs at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length === 1 ? null : Math.sqrt(squares / (values.length - 1));
  return { mean, deviation, runs: values.length };
}

/** {@link meanAndDeviation} of figures that may be missing: null if any is, because a mean of the rest would be of other runs. */
export function meanAndDeviationOfAll(values: readonly (number | null)[]): MeanAndDeviation | null {
  return values.every((value) => value !== null) ? meanAndDeviation(values) : null;
}
