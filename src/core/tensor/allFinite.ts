/** Whether all values are finite numbers. */
export function allFinite(values: Float32Array): boolean {
  // A number less itself is 0; of an infinity or of no number it is no number, and so is the sum.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i];
  return sum === 0;
}
