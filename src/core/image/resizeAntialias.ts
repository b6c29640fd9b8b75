import { RgbImage } from './RgbImage.ts';

/** Fixed-point precision of the coefficients: PIL's PRECISION_BITS = 32 − 8 − 2. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** For each output position the first input position that it reads, how many, and their weights. */
interface Filter {
  readonly first: Int32Array;
  readonly counts: Int32Array;
  /** Fixed point, `width` per output position. */
  readonly weights: Int32Array;
  readonly width: number;
}

/**
 * Bilinear resizing with antialias of 8-bit images, to the bit as Pillow's `Image.resize(size,
 * BILINEAR)`: a triangle filter widened by the reduction, first along rows and then along columns,
 * in fixed point, rounded to 8 bits in between (Pillow, Resample.c).
 */
export function resizeAntialias(image: RgbImage, height: number, width: number): RgbImage {
  const narrow =
    image.width === width ? image : resizeRows(image, triangleFilter(image.width, width));
  return narrow.height === height
    ? narrow
    : resizeColumns(narrow, triangleFilter(narrow.height, height));
}

function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = filterScale;
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * width);
  for (let out = 0; out < to; out++) {
    const center = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(from, Math.trunc(center + support + 0.5));
    const exact = Array.from({ length: end - start }, (_, i) =>
      Math.max(0, 1 - Math.abs((start + i - center + 0.5) / filterScale)),
    );
    const sum = exact.reduce((a, b) => a + b, 0);
    first[out] = start;
    counts[out] = end - start;
    for (const [i, weight] of exact.entries()) {
      weights[out * width + i] = Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION_BITS);
    }
  }
  return { first, counts, weights, width };
}

function resizeRows(image: RgbImage, filter: Filter): RgbImage {
  const { first, counts, weights, width: filterWidth } = filter;
  const width = first.length;
  const { data: source, height } = image;
  const data = new Uint8Array(height * width * 3);
  for (let y = 0, out = 0; y < height; y++) {
    const row = y * image.width;
    for (let x = 0; x < width; x++, out += 3) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const end = x * filterWidth + counts[x];
      for (let w = x * filterWidth, at = (row + first[x]) * 3; w < end; w++, at += 3) {
        const weight = weights[w];
        red += source[at] * weight;
        green += source[at + 1] * weight;
        blue += source[at + 2] * weight;
      }
      // Weights sum to one but for rounding, so a value can exceed 255 only by less than one.
      data[out] = Math.min(255, red >> PRECISION_BITS);
      data[out + 1] = Math.min(255, green >> PRECISION_BITS);
      data[out + 2] = Math.min(255, blue >> PRECISION_BITS);
    }
  }
  return new RgbImage(height, width, data);
}

function resizeColumns(image: RgbImage, filter: Filter): RgbImage {
  const { first, counts, weights, width: filterWidth } = filter;
  const height = first.length;
  const { data: source, width } = image;
  const stride = width * 3;
  const data = new Uint8Array(height * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let w = 0; w < counts[y]; w++) {
      const weight = weights[y * filterWidth + w];
      const row = (first[y] + w) * stride;
      for (let i = 0; i < stride; i++) sums[i] += source[row + i] * weight;
    }
    const out = y * stride;
    for (let i = 0; i < stride; i++) data[out + i] = Math.min(255, sums[i] >> PRECISION_BITS);
  }
  return new RgbImage(height, width, data);
}
