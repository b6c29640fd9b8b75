import type { Place } from '../image/index.ts';
import { type ComplexGrid, inverseFft2d } from './fft.ts';

/**
 * The shift that brings one image onto another, by phase correlation with its peak refined on a finer
 * grid around it (Guizar-Sicairos et al., Optics Letters 33, 2008), as in scikit-image's
 * `phase_cross_correlation`.
 *
 * @param reference spectrum of the image that stays, see `fft2d`.
 * @param moving spectrum of the image that is moved, of the same size.
 * @param upsampling the shift is found to 1/upsampling of a pixel; whole, ≥ 1.
 * @returns the shift to add to places of `moving` to get places of `reference`, in pixels; it is circular,
 *   so at most half the size.
 * @throws RangeError if the sizes differ.
 */
export function phaseCorrelation(
  reference: ComplexGrid,
  moving: ComplexGrid,
  upsampling: number,
): Place {
  const cross = crossPower(reference, moving);
  const { height, width } = cross;
  const correlation = { ...cross, re: cross.re.slice(), im: cross.im.slice() };
  inverseFft2d(correlation);
  const peak = largest(correlation.re, correlation.im);
  const shift = {
    y: wrapped(Math.floor(peak / width), height),
    x: wrapped(peak % width, width),
  };
  return upsampling === 1 ? shift : refined(cross, shift, upsampling);
}

/** The phases of the product with the conjugate: all frequencies have equal weight. */
function crossPower(a: ComplexGrid, b: ComplexGrid): ComplexGrid {
  const { height, width } = a;
  if (height !== b.height || width !== b.width) {
    throw new RangeError(`spectra of ${height} x ${width} and ${b.height} x ${b.width}`);
  }
  const re = new Float64Array(a.re.length);
  const im = new Float64Array(a.re.length);
  for (let i = 0; i < re.length; i++) {
    const real = a.re[i] * b.re[i] + a.im[i] * b.im[i];
    const imaginary = a.im[i] * b.re[i] - a.re[i] * b.im[i];
    const size = Math.max(Math.hypot(real, imaginary), 100 * Number.EPSILON);
    re[i] = real / size;
    im[i] = imaginary / size;
  }
  return { height, width, re, im };
}

function wrapped(position: number, length: number): number {
  return position > Math.trunc(length / 2) ? position - length : position;
}

function largest(re: Float64Array, im: Float64Array): number {
  let best = 0;
  let most = -1;
  for (let i = 0; i < re.length; i++) {
    const square = re[i] * re[i] + im[i] * im[i];
    if (square > most) [best, most] = [i, square];
  }
  return best;
}

/** Finds the peak of the correlation on a fine grid of a pixel and a half around a coarse peak. */
function refined(cross: ComplexGrid, coarse: Place, upsampling: number): Place {
  const fine = (value: number) => Math.round(value * upsampling) / upsampling;
  const [y, x] = [fine(coarse.y), fine(coarse.x)];
  const side = Math.ceil(upsampling * 1.5);
  const before = Math.trunc(side / 2);
  const offsets = (middle: number) =>
    Array.from({ length: side }, (_, i) => middle + (i - before) / upsampling);
  const { re, im } = inverseDftAt(cross, offsets(y), offsets(x));
  const peak = largest(re, im);
  return {
    y: y + (Math.floor(peak / side) - before) / upsampling,
    x: x + ((peak % side) - before) / upsampling,
  };
}

/** The inverse transform, up to a factor, at arbitrary places: rows first, then columns. */
function inverseDftAt(
  { height, width, re, im }: ComplexGrid,
  ys: readonly number[],
  xs: readonly number[],
): { readonly re: Float64Array; readonly im: Float64Array } {
  const across = twiddles(xs, width);
  const down = twiddles(ys, height);
  const rowRe = new Float64Array(height * xs.length);
  const rowIm = new Float64Array(height * xs.length);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < xs.length; i++) {
      let [real, imaginary] = [0, 0];
      for (let k = 0; k < width; k++) {
        const [c, s] = [across.cos[i * width + k], across.sin[i * width + k]];
        real += re[y * width + k] * c - im[y * width + k] * s;
        imaginary += re[y * width + k] * s + im[y * width + k] * c;
      }
      rowRe[y * xs.length + i] = real;
      rowIm[y * xs.length + i] = imaginary;
    }
  }
  const out = {
    re: new Float64Array(ys.length * xs.length),
    im: new Float64Array(ys.length * xs.length),
  };
  for (let j = 0; j < ys.length; j++) {
    for (let i = 0; i < xs.length; i++) {
      let [real, imaginary] = [0, 0];
      for (let k = 0; k < height; k++) {
        const [c, s] = [down.cos[j * height + k], down.sin[j * height + k]];
        const at = k * xs.length + i;
        real += rowRe[at] * c - rowIm[at] * s;
        imaginary += rowRe[at] * s + rowIm[at] * c;
      }
      out.re[j * xs.length + i] = real;
      out.im[j * xs.length + i] = imaginary;
    }
  }
  return out;
}

/** exp(2πi·f·p) for each place p and each frequency f of a transform, negative ones in its upper half. */
function twiddles(places: readonly number[], length: number) {
  const cos = new Float64Array(places.length * length);
  const sin = new Float64Array(places.length * length);
  for (const [i, place] of places.entries()) {
    for (let k = 0; k < length; k++) {
      const frequency = (k < length / 2 ? k : k - length) / length;
      cos[i * length + k] = Math.cos(2 * Math.PI * frequency * place);
      sin[i * length + k] = Math.sin(2 * Math.PI * frequency * place);
    }
  }
  return { cos, sin };
}
