/** Fixed-point precision of the weights: Pillow's PRECISION_BITS = 32 − 8 − 2, so that sums fit 32 bits. */
const PRECISION_BITS = 22;

/** For each output position: the first input position that it reads, the number of positions, and their weights. */
export interface ResamplingFilter {
  readonly first: Int32Array;
  readonly counts: Int32Array;
  /** Fixed point with 22 fractional bits, `span` for each output position, zero beyond its count. */
  readonly weights: Int32Array;
  readonly span: number;
}

/**
 * The triangle filter of Pillow's BILINEAR: one input pixel wide to each side, widened by the
 * reduction where the image shrinks (Pillow, Resample.c, precompute_coeffs).
 *
 * @param from number of input positions.
 * @param to number of output positions; the filter is made for `start` to `end` (exclusive).
 */
export function triangleFilter(
  from: number,
  to: number,
  start: number,
  end: number,
): ResamplingFilter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const span = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(end - start);
  const counts = new Int32Array(end - start);
  const weights = new Int32Array((end - start) * span);
  for (let out = 0; out < first.length; out++) {
    const center = (start + out + 0.5) * scale;
    const low = Math.max(0, Math.trunc(center - support + 0.5));
    const high = Math.min(from, Math.trunc(center + support + 0.5));
    // Pillow multiplies by the reciprocal; dividing would differ in the last bit.
    const exact = Array.from({ length: high - low }, (_, i) =>
      Math.max(0, 1 - Math.abs((low + i - center + 0.5) * (1 / support))),
    );
    const sum = exact.reduce((a, b) => a + b, 0);
    first[out] = low;
    counts[out] = high - low;
    for (const [i, weight] of exact.entries()) {
      weights[out * span + i] = Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION_BITS);
    }
  }
  return { first, counts, weights, span };
}
