import { type ComplexGrid, fft2d } from './fft.ts';

/** Number of angles of the polar picture, over half a turn; a power of two. */
export const POLAR_ANGLES = 512;
/** Number of radii of the polar picture; a power of two. */
const POLAR_RADII = 128;
/** Lowest frequency that is used, in cycles per picture: below it is mostly illumination, and
 * the highest frequencies hold little but noise. */
const LEAST_CYCLES = 3;

/**
 * The spectrum of the log-polar picture of a spectrum's magnitudes. A rotation of an image rotates its
 * magnitudes, which shifts the rows of this picture (Reddy and Chatterji, IEEE Transactions on Image
 * Processing 5, 1996); a shift of the image changes no magnitude.
 *
 * @param spectrum the spectrum of a square picture.
 */
export function polarSpectrum({ height, width, re, im }: ComplexGrid): ComplexGrid {
  const magnitude = (y: number, x: number) => {
    const at = ((y + height) % height) * width + ((x + width) % width);
    return Math.log1p(Math.hypot(re[at], im[at]));
  };
  const data = new Float32Array(POLAR_ANGLES * POLAR_RADII);
  const most = width / 2 - 1;
  for (let row = 0, at = 0; row < POLAR_ANGLES; row++) {
    const angle = (Math.PI * row) / POLAR_ANGLES;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let column = 0; column < POLAR_RADII; column++, at++) {
      const radius = LEAST_CYCLES * (most / LEAST_CYCLES) ** (column / (POLAR_RADII - 1));
      data[at] = bilinear(magnitude, radius * sin, radius * cos);
    }
  }
  removeColumnMeans(data);
  return fft2d({ height: POLAR_ANGLES, width: POLAR_RADII, data });
}

function bilinear(value: (y: number, x: number) => number, y: number, x: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, across] = [y - top, x - left];
  const upper = value(top, left) + (value(top, left + 1) - value(top, left)) * across;
  const lower = value(top + 1, left) + (value(top + 1, left + 1) - value(top + 1, left)) * across;
  return upper + (lower - upper) * down;
}

/** Removes the part that is equal at all angles: it is most of a spectrum but holds no rotation. */
function removeColumnMeans(data: Float32Array): void {
  for (let column = 0; column < POLAR_RADII; column++) {
    let sum = 0;
    for (let at = column; at < data.length; at += POLAR_RADII) sum += data[at];
    for (let at = column; at < data.length; at += POLAR_RADII) data[at] -= sum / POLAR_ANGLES;
  }
}
