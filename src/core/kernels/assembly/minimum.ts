/** The minimum of `count` values. */
export function minimum(values: usize, count: u32): f32 {
  let least = f32x4.splat(f32.MAX_VALUE);
  let second = least;
  const whole = count & ~7;
  let at = values;
  const end = values + ((<usize>whole) << 2);
  while (at < end) {
    least = f32x4.pmin(least, v128.load(at));
    second = f32x4.pmin(second, v128.load(at, 16));
    at += 32;
  }
  least = f32x4.pmin(least, second);
  let value = min<f32>(
    min<f32>(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min<f32>(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  for (let i = whole; i < count; i++)
    value = min<f32>(value, load<f32>(values + ((<usize>i) << 2)));
  return value;
}

/** First position of a value among `count` ≥ 1 values; 0 if it is not among them. */
export function firstOf(value: f32, values: usize, count: u32): u32 {
  const wanted = f32x4.splat(value);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const hits = i32x4.bitmask(f32x4.eq(v128.load(values + ((<usize>i) << 2)), wanted));
    if (hits !== 0) return i + ctz<u32>(hits);
  }
  for (; i < count; i++) if (load<f32>(values + ((<usize>i) << 2)) === value) return i;
  return 0;
}
