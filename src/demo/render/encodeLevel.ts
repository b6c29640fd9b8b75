const steps = 2048;

// Indexed by the square root, in which the curve is almost straight, so that linear steps suffice.
const curve = Float32Array.from({ length: steps + 2 }, (_, i) => {
  const linear = (i / steps) ** 2;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
});

/** sRGB level, 0..255 and not rounded, of linear light; bright light is rolled off softly as cameras do. */
export function encodeLevel(linear: number): number {
  if (linear <= 0) return 0;
  const rolled = linear > 0.7 ? 0.7 + 0.3 * (1 - 1 / (1 + (linear - 0.7) / 0.3)) : linear;
  const position = Math.sqrt(rolled) * steps;
  const index = position | 0;
  return curve[index] + (curve[index + 1] - curve[index]) * (position - index);
}
