/**
 * Squared L2 distance of two float32 rows, summed in float64 in the order of `squaredDistance` in
 * src/core/tensor: four partial sums over columns 0, 1, 2, 3 modulo 4. The bits are the same.
 */
export function squaredDistance(a: usize, b: usize, columns: u32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const whole = columns & ~3;
  const end = a + ((<usize>whole) << 2);
  while (a < end) {
    const x = v128.load(a);
    const y = v128.load(b);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const high = f64x2.sub(
      f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 0)),
      f64x2.promote_low_f32x4(v128.shuffle<f64>(y, y, 1, 0)),
    );
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    a += 16;
    b += 16;
  }
  let s0 = f64x2.extract_lane(even, 0);
  for (let i = whole; i < columns; i++) {
    const d = <f64>load<f32>(a) - <f64>load<f32>(b);
    s0 += d * d;
    a += 4;
    b += 4;
  }
  return (
    s0 + f64x2.extract_lane(even, 1) + (f64x2.extract_lane(odd, 0) + f64x2.extract_lane(odd, 1))
  );
}
