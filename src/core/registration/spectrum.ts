import { type ComplexGrid, fft2d } from './fft.ts';
import type { Picture } from './Picture.ts';

/** The spectrum of a picture under its window. */
export function spectrumOf(picture: Picture): ComplexGrid {
  const { height, width } = picture;
  return fft2d({ height, width, data: windowed(picture) });
}

/**
 * A picture about its mean under a Hann window. Without the window the edges of the picture, which do not
 * move with the part, would dominate its spectrum.
 */
export function windowed({ height, width, data }: Picture): Float32Array {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const window = hannWindow(height, width);
  return data.map((value, i) => (value - mean) * window[i]);
}

const known = new Map<string, Float64Array>();

/** The product of a vertical and a horizontal Hann window: 1 in the center, 0 at the edges. Must not be modified. */
export function hannWindow(height: number, width: number): Float64Array {
  const key = `${height}x${width}`;
  const window = known.get(key) ?? makeWindow(height, width);
  known.set(key, window);
  return window;
}

function makeWindow(height: number, width: number): Float64Array {
  const down = hann(height);
  const across = hann(width);
  return Float64Array.from(
    { length: height * width },
    (_, i) => down[Math.floor(i / width)] * across[i % width],
  );
}

function hann(length: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length),
  );
}
