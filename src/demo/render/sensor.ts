const steps = 2048;

// Indexed by the square root, over which the curve is almost straight, so that linear interpolation suffices.
const curve = Float32Array.from({ length: steps + 2 }, (_, i) => {
  const linear = (i / steps) ** 2;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
});

/** Converts linear light to an sRGB level, 0..255 and not rounded; bright light is rolled off softly, as in cameras. */
export function encodeLevel(linear: number): number {
  if (linear <= 0) return 0;
  const rolled = linear > 0.7 ? 0.7 + 0.3 * (1 - 1 / (1 + (linear - 0.7) / 0.3)) : linear;
  const position = Math.sqrt(rolled) * steps;
  const index = position | 0;
  return curve[index] + (curve[index + 1] - curve[index]) * (position - index);
}

/**
 * Adds camera noise to levels and rounds them to 8 bits. The noise of a pixel depends only on its place and the seed,
 * so two renderings of one part differ only at the defect.
 * @param levels interleaved sRGB levels, 0..255. @param deviation standard deviation in gray levels at mid-gray.
 */
export function addSensorNoise(levels: Float32Array, seed: number, deviation: number): Uint8Array {
  const out = new Uint8Array(levels.length);
  // The sum of four random bytes is close to a normal distribution of deviation 147.8.
  const scale = deviation / 147.8;
  for (let i = 0; i < levels.length; i++) {
    let bits = Math.imul(i ^ seed, 0x9e3779b1);
    bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca77);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae3d);
    bits ^= bits >>> 16;
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510;
    const level = levels[i];
    const value = level + sum * scale * (0.6 + level * 0.0031) + 0.5;
    out[i] = value <= 0 ? 0 : Math.min(value, 255);
  }
  return out;
}
