/**
 * Squared distance in float32, less the most that rounding may have added: all terms are positive, so
 * the relative error of their sum is that of a chain of additions. The squares of all differences must
 * be within the range of float32.
 */
export function roughDistance(a: usize, b: usize, columns: u32): f64 {
  const whole = columns & ~7;
  const end = a + ((<usize>whole) << 2);
  let sum = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  while (a < end) {
    const d = f32x4.sub(v128.load(a), v128.load(b));
    const d2 = f32x4.sub(v128.load(a, 16), v128.load(b, 16));
    sum = f32x4.add(sum, f32x4.mul(d, d));
    sum2 = f32x4.add(sum2, f32x4.mul(d2, d2));
    a += 32;
    b += 32;
  }
  sum = f32x4.add(sum, sum2);
  const total =
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    <f64>f32x4.extract_lane(sum, 2) +
    <f64>f32x4.extract_lane(sum, 3);
  return total * (1 - 1.2e-7 * <f64>(columns + 8));
}
