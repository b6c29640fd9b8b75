import type { Grid } from '../tensor/index.ts';
import type { ComplexGrid } from './ComplexGrid.ts';
import { fft } from './fft.ts';

/**
 * The two-dimensional discrete Fourier transform.
 *
 * @param grid real values; its sides are powers of two.
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
  // Of conjugates the transform is the conjugate of the inverse.
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
