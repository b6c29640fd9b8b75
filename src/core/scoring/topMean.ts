/**
 * The mean of the highest values.
 *
 * @param share of all values, 0..1; at least one value enters, so 0 gives the largest.
 */
export function topMean(values: Float32Array, share: number): number {
  const count = Math.max(1, Math.floor(share * values.length));
  const ascending = values.slice().sort();
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += ascending[i];
  return sum / count;
}
