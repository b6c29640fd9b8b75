/** A float32 that is not less than `value`. */
export function roundUp(value: f64): f32 {
  return <f32>(value + abs(value) * 1.2e-7);
}
