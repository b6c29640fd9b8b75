// Kernels of the resampler (see src/core/image/resample/resizeAntialias.ts): Pillow's two passes in
// 22-bit fixed point. Pixels are RGB, 8 bit, interleaved; a load may reach up to 15 bytes beyond a row.
// Nothing is allocated.

const PRECISION_BITS: i32 = 22;
const HALF: i32 = 1 << (PRECISION_BITS - 1);

/**
 * Resamples rows along their width, two at a time, so that each weight is read once for both.
 *
 * @param rows number of rows; if it is odd, the last row is computed twice, with the same result.
 * @param first first input pixel of each output pixel.
 * @param counts number of input pixels of each output pixel.
 * @param weights `span` weights for each output pixel.
 * @param out rows × width pixels.
 */
export function resizeRows(
  source: usize,
  rows: u32,
  sourceWidth: u32,
  first: usize,
  counts: usize,
  weights: usize,
  span: u32,
  width: u32,
  out: usize,
): void {
  const rowBytes = <usize>sourceWidth * 3;
  const outBytes = <usize>width * 3;
  for (let y: u32 = 0; y < rows; y += 2) {
    const upper = source + <usize>y * rowBytes;
    const lower = y + 1 < rows ? rowBytes : 0;
    let outUpper = out + <usize>y * outBytes;
    const outLower = y + 1 < rows ? outBytes : 0;
    for (let x: u32 = 0; x < width; x++) {
      let a = i32x4.splat(HALF);
      let b = a;
      let at = upper + <usize>load<u32>(first + ((<usize>x) << 2)) * 3;
      let weight = weights + ((<usize>(x * span)) << 2);
      const end = weight + ((<usize>load<u32>(counts + ((<usize>x) << 2))) << 2);
      while (weight < end) {
        const w = v128.load32_splat(weight);
        a = i32x4.add(a, i32x4.mul(widen(v128.load32_zero(at)), w));
        b = i32x4.add(b, i32x4.mul(widen(v128.load32_zero(at + lower)), w));
        at += 3;
        weight += 4;
      }
      storePixel(outUpper, a);
      storePixel(outUpper + outLower, b);
      outUpper += 3;
    }
  }
}

/**
 * Resamples along the height.
 *
 * @param rowBytes bytes of a row, the same in input and output.
 * @param out height × rowBytes, with 16 bytes of room after them.
 */
export function resizeColumns(
  source: usize,
  rowBytes: u32,
  first: usize,
  counts: usize,
  weights: usize,
  span: u32,
  height: u32,
  out: usize,
): void {
  for (let y: u32 = 0; y < height; y++) {
    const start = source + <usize>load<u32>(first + ((<usize>y) << 2)) * <usize>rowBytes;
    const rowWeights = weights + ((<usize>(y * span)) << 2);
    const end = rowWeights + ((<usize>load<u32>(counts + ((<usize>y) << 2))) << 2);
    for (let i: u32 = 0; i < rowBytes; i += 16) {
      let a = i32x4.splat(HALF);
      let b = a;
      let c = a;
      let d = a;
      let at = start + i;
      for (let weight = rowWeights; weight < end; weight += 4) {
        const w = v128.load32_splat(weight);
        const bytes = v128.load(at);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), w));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), w));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), w));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), w));
        at += rowBytes;
      }
      const ab = i16x8.narrow_i32x4_s(shifted(a), shifted(b));
      const cd = i16x8.narrow_i32x4_s(shifted(c), shifted(d));
      // Bytes written beyond the row's end are overwritten by the next row.
      v128.store(out + i, i8x16.narrow_i16x8_u(ab, cd));
    }
    out += rowBytes;
  }
}

/** The first four bytes as int32. */
function widen(bytes: v128): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
}

function shifted(sums: v128): v128 {
  return i32x4.shr_s(sums, PRECISION_BITS);
}

/** Writes the first three of four sums as bytes; narrowing clamps them to 0..255. */
function storePixel(at: usize, sums: v128): void {
  const words = i16x8.narrow_i32x4_s(shifted(sums), shifted(sums));
  const bytes = i8x16.narrow_i16x8_u(words, words);
  v128.store16_lane(at, bytes, 0);
  v128.store8_lane(at + 2, bytes, 2);
}
