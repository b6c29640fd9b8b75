/**
 * A quantile of values in ascending order, interpolated between neighbors (type 7 of Hyndman and Fan,
 * NumPy's default).
 *
 * @param ascending at least one value.
 * @param share 0..1.
 * @throws RangeError if there is no value or the share is outside 0..1.
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) throw new RangeError('a quantile needs at least one value');
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be in 0..1, got ${share}`);
  const position = share * (ascending.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, ascending.length - 1);
  return ascending[low] + (position - low) * (ascending[high] - ascending[low]);
}

/**
 * The median of values in any order: the middle one, or the upper of the two middle ones of an even count.
 *
 * @throws RangeError if there is no value.
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('a median needs at least one value');
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
