/**
 * The mean of the highest values.
 *
 * @param share of the values, 0..1; at least one value enters, so 0 gives the largest.
 * @param most how many values the share is taken of, where there are more; by default all.
 */
export function topMean(
  values: Float32Array,
  share: number,
  most = Number.POSITIVE_INFINITY,
): number {
  const count = Math.max(1, Math.floor(share * Math.min(most, values.length)));
  const ascending = values.slice().sort();
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += ascending[i];
  return sum / count;
}
