/**
 * The middle of the values in order, the upper of the two middle ones for an even count.
 *
 * @throws RangeError if there is no value.
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('a median needs at least one value');
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
