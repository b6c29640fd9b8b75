/**
 * Squared L2 distance between two float32 vectors inside larger arrays, summed in float64 in one fixed
 * order, so that every machine and every caller gets the same bits. Four partial sums keep the
 * floating-point units busy.
 */
export function squaredDistance(
  a: Float32Array,
  aOffset: number,
  b: Float32Array,
  bOffset: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    const d0 = a[aOffset + i] - b[bOffset + i];
    const d1 = a[aOffset + i + 1] - b[bOffset + i + 1];
    const d2 = a[aOffset + i + 2] - b[bOffset + i + 2];
    const d3 = a[aOffset + i + 3] - b[bOffset + i + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (let i = whole; i < length; i++) {
    const d = a[aOffset + i] - b[bOffset + i];
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}
