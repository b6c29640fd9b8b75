import { hannWindow } from './hannWindow.ts';
import type { Picture } from './Picture.ts';

/**
 * A picture about its mean under a Hann window, without which its edges, which move with no part, would
 * be the strongest thing in its spectrum.
 */
export function windowed({ height, width, data }: Picture): Float32Array {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const window = hannWindow(height, width);
  return data.map((value, i) => (value - mean) * window[i]);
}
