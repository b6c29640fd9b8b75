import type { Grid } from '../tensor/index.ts';

/** Complex values on a grid, row-major. */
export interface ComplexGrid {
  readonly height: number;
  readonly width: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The discrete Fourier transform of n complex values, in place: X_k = Σ x_j · exp(−2πi·jk/n), by
 * radix-2 decimation in time (Cooley and Tukey, 1965).
 *
 * @param n length, a power of two.
 * @param start index of the first value in the arrays; the others follow at distances of `stride`.
 * @throws RangeError if the length is not a power of two.
 */
export function fft(re: Float64Array, im: Float64Array, n: number, start = 0, stride = 1): void {
  if (n < 1 || (n & (n - 1)) !== 0) throw new RangeError(`the length ${n} is not a power of two`);
  reorder(re, im, n, start, stride);
  const { cos, sin } = rootsOf(n);
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const step = n / size;
    for (let first = 0; first < n; first += size) {
      for (let k = 0; k < half; k++) {
        const even = start + (first + k) * stride;
        const odd = even + half * stride;
        const [c, s] = [cos[k * step], sin[k * step]];
        const real = re[odd] * c - im[odd] * s;
        const imaginary = re[odd] * s + im[odd] * c;
        re[odd] = re[even] - real;
        im[odd] = im[even] - imaginary;
        re[even] += real;
        im[even] += imaginary;
      }
    }
  }
}

/** Moves each value to the index with reversed bits. */
function reorder(re: Float64Array, im: Float64Array, n: number, start: number, stride: number) {
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const [a, b] = [start + i * stride, start + j * stride];
    [re[a], re[b]] = [re[b], re[a]];
    [im[a], im[b]] = [im[b], im[a]];
  }
}

interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const roots = new Map<number, Roots>();

/** exp(−2πi·k/n) for k below n/2. */
function rootsOf(n: number): Roots {
  const known = roots.get(n);
  if (known !== undefined) return known;
  const angle = (k: number) => (-2 * Math.PI * k) / n;
  const half = { length: n / 2 };
  const made = {
    cos: Float64Array.from(half, (_, k) => Math.cos(angle(k))),
    sin: Float64Array.from(half, (_, k) => Math.sin(angle(k))),
  };
  roots.set(n, made);
  return made;
}

/**
 * The two-dimensional discrete Fourier transform of real values.
 *
 * @param grid its sides are powers of two.
 */
export function fft2d({
  height,
  width,
  data,
}: Pick<Grid, 'height' | 'width' | 'data'>): ComplexGrid {
  const spectrum = {
    height,
    width,
    re: Float64Array.from(data),
    im: new Float64Array(data.length),
  };
  transform(spectrum);
  return spectrum;
}

/** The inverse of {@link fft2d}, in place. */
export function inverseFft2d(spectrum: ComplexGrid): void {
  // The transform of the conjugates is the conjugate of the inverse.
  const { re, im } = spectrum;
  for (let i = 0; i < im.length; i++) im[i] = -im[i];
  transform(spectrum);
  for (let i = 0; i < im.length; i++) {
    re[i] /= re.length;
    im[i] /= -im.length;
  }
}

function transform({ height, width, re, im }: ComplexGrid): void {
  for (let y = 0; y < height; y++) fft(re, im, width, y * width);
  for (let x = 0; x < width; x++) fft(re, im, height, x, width);
}
