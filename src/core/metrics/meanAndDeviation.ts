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
