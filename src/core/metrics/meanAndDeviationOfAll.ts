import { type MeanAndDeviation, meanAndDeviation } from './meanAndDeviation.ts';

/** As {@link meanAndDeviation}, of figures that may be missing: null if one is, for a mean of the others is of something else. */
export function meanAndDeviationOfAll(values: readonly (number | null)[]): MeanAndDeviation | null {
  return values.every((value) => value !== null) ? meanAndDeviation(values) : null;
}
