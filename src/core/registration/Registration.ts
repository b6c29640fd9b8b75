import {
  type Affine,
  composeAffine,
  gaussianBlur,
  invertAffine,
  type RgbImage,
  rotationAbout,
  warpGrid,
} from '../image/index.ts';
import { Grid } from '../tensor/index.ts';
import type { ComplexGrid } from './fft.ts';
import { phaseCorrelation } from './phaseCorrelation.ts';
import { type Picture, pictureOf } from './Picture.ts';
import { POLAR_ANGLES, polarSpectrum } from './polarSpectrum.ts';
import { refineMotion } from './refineMotion.ts';
import { spectrumOf, windowed } from './spectrum.ts';

/** Shifts and angles are found to this fraction of a pixel of the pictures. */
const UPSAMPLING = 20;
/** Standard deviation of the blur under which a motion is refined; it determines how far a step can see. */
const SIGMA_PX = 2;
const DEGREES_A_ROW = 180 / POLAR_ANGLES;

/**
 * Registers images to a reference, for parts that move slightly. The rotation is found by phase correlation
 * of the log-polar magnitudes of the spectra, the shift by phase correlation of the image rotated back, and
 * both are refined by least squares.
 */
export class Registration {
  readonly #spectrum: ComplexGrid;
  readonly #polar: ComplexGrid;
  readonly #values: Float32Array;
  readonly #smooth: Grid;

  constructor(reference: Picture) {
    this.#spectrum = spectrumOf(reference);
    this.#polar = polarSpectrum(this.#spectrum);
    this.#values = windowed(reference);
    this.#smooth = gaussianBlur(asGrid(reference), SIGMA_PX);
  }

  /**
   * Registers an image.
   *
   * @returns maps places of the aligned image to places of the image; the identity if the image fits the
   *   reference best as it is.
   */
  register(image: RgbImage): Affine {
    const { picture, toPicture } = pictureOf(image);
    const still = rotationAbout(picture, 0);
    const starts = [0, this.#rotation(picture)].map((degrees) => {
      const turned = rotationAbout(picture, degrees);
      return composeAffine(this.#shift(picture, turned), turned);
    });
    const start = this.#best(picture, [still, ...starts]);
    const refined = refineMotion(this.#smooth, gaussianBlur(asGrid(picture), SIGMA_PX), start);
    const motion = this.#best(picture, [still, start, refined]);
    const toImage = invertAffine(toPicture);
    return composeAffine(composeAffine(toPicture, motion), toImage);
  }

  /** The motion that fits best; if several are equal, the first. */
  #best(picture: Picture, motions: readonly Affine[]): Affine {
    const fits = motions.map((motion) => this.#fit(picture, motion));
    return motions[fits.indexOf(Math.max(...fits))];
  }

  /** The angle, in degrees, by which a picture must be rotated. */
  #rotation(picture: Picture): number {
    const polar = polarSpectrum(spectrumOf(picture));
    return DEGREES_A_ROW * phaseCorrelation(this.#polar, polar, UPSAMPLING).y;
  }

  /** The shift that a picture still needs after a rotation. */
  #shift(picture: Picture, motion: Affine): Affine {
    const moved = spectrumOf(warpGrid(picture, motion));
    const { y, x } = phaseCorrelation(this.#spectrum, moved, UPSAMPLING);
    return rotationAbout(picture, 0, { y: -y, x: -x });
  }

  /** The correlation of the reference with a moved picture, −1..1. */
  #fit(picture: Picture, motion: Affine): number {
    const values = windowed(warpGrid(picture, motion));
    let [product, own, other] = [0, 0, 0];
    for (const [i, value] of values.entries()) {
      product += value * this.#values[i];
      own += value * value;
      other += this.#values[i] * this.#values[i];
    }
    return product / (Math.sqrt(own * other) || 1);
  }
}

function asGrid({ height, width, data }: Picture): Grid {
  return new Grid(height, width, data);
}
