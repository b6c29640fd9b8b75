import type { RgbImage } from '../RgbImage.ts';

/** The form in which a network expects its pixels. */
export interface Normalization {
  readonly color: 'RGB' | 'BGR';
  /** Pixel values 0..255 are first scaled to this range … */
  readonly range: readonly [number, number];
  /** … then this is subtracted, for each channel in the network's order … */
  readonly mean: readonly [number, number, number];
  /** … and the difference divided by this. */
  readonly std: readonly [number, number, number];
}

/**
 * Writes pixels as network input: 3 × height × width, C-order float32.
 *
 * @param out 3 · height · width values; overwritten.
 */
export function normalize(image: RgbImage, how: Normalization, out: Float32Array): void {
  const plane = image.height * image.width;
  if (out.length !== 3 * plane)
    throw new RangeError(`expected room for ${3 * plane} values, got ${out.length}`);
  const { data } = image;
  for (let channel = 0; channel < 3; channel++) {
    const table = tablesFor(how)[channel];
    const source = how.color === 'RGB' ? channel : 2 - channel;
    const start = channel * plane;
    for (let i = 0, at = source; i < plane; i++, at += 3) out[start + i] = table[data[at]];
  }
}

/** Made once for each network. */
const tables = new WeakMap<Normalization, readonly Float32Array[]>();

/** The input of a network for each pixel value, by channel. */
function tablesFor(how: Normalization): readonly Float32Array[] {
  const known = tables.get(how);
  if (known !== undefined) return known;
  const [low, high] = how.range;
  const made = how.mean.map((mean, channel) =>
    Float32Array.from(
      { length: 256 },
      (_, value) => (low + (value / 255) * (high - low) - mean) / how.std[channel],
    ),
  );
  tables.set(how, made);
  return made;
}
