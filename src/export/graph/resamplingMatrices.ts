import { triangleFilter } from '../../core/image/index.ts';

/** Weights have 22 bits in fixed point; the low 8 are kept apart, so that float32 sums are exact. */
export const LOW_BITS = 8;
/** The remaining bits of the fixed point. */
export const HIGH_BITS = 14;

/**
 * The resampling of one axis as two dense matrices of integers: weight = (2^8 · high + low) · 2^-22. A
 * product with 8-bit pixels is exact in float32 as long as an output reads fewer than 256 pixels.
 */
export interface ResamplingMatrices {
  /** out × from, row-major. */
  readonly high: Float32Array;
  readonly low: Float32Array;
}

/**
 * @param from pixels of the image.
 * @param to pixels of the resized image, of which `start` to `end` (exclusive) are wanted.
 */
export function resamplingMatrices(
  from: number,
  to: number,
  start: number,
  end: number,
): ResamplingMatrices {
  const { first, counts, weights, span } = triangleFilter(from, to, start, end);
  const high = new Float32Array((end - start) * from);
  const low = new Float32Array((end - start) * from);
  for (let out = 0; out < end - start; out++) {
    for (let i = 0; i < counts[out]; i++) {
      const weight = weights[out * span + i];
      high[out * from + first[out] + i] = weight >> LOW_BITS;
      low[out * from + first[out] + i] = weight & (2 ** LOW_BITS - 1);
    }
  }
  return { high, low };
}
