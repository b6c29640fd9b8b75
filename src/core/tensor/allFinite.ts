/** Whether all values are finite numbers. */
export function allFinite(values: Float32Array): boolean {
  // x − x is 0 for a finite number, but NaN for an infinity or NaN, and NaN makes the sum NaN.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i];
  return sum === 0;
}
