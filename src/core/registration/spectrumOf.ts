import type { ComplexGrid } from './ComplexGrid.ts';
import { fft2d } from './fft2d.ts';
import type { Picture } from './Picture.ts';
import { windowed } from './windowed.ts';

/** The spectrum of a picture under its window. */
export function spectrumOf(picture: Picture): ComplexGrid {
  const { height, width } = picture;
  return fft2d({ height, width, data: windowed(picture) });
}
