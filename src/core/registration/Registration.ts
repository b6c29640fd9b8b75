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

/** Parts of a step on the pictures to which shifts and angles are found. */
const UPSAMPLING = 20;
/** Of the blur under which a motion is refined: its steps see as far. */
const SIGMA_PX = 2;
const DEGREES_A_ROW = 180 / POLAR_ANGLES;

/**
 * Registers images to a reference, for parts that move slightly: the rotation by phase correlation of
 * the log-polar magnitudes of their spectra, the shift by that of the images turned back, and both
 * refined by least squares.
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
   * @returns from places of the image as it would lie like the reference to places of the image as it
   *   is; where it fits the reference better as it is, they are the same.
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

  /** The motion that fits best; of equal ones the first. */
  #best(picture: Picture, motions: readonly Affine[]): Affine {
    const fits = motions.map((motion) => this.#fit(picture, motion));
    return motions[fits.indexOf(Math.max(...fits))];
  }

  /** Degrees that a picture is to be turned. */
  #rotation(picture: Picture): number {
    const polar = polarSpectrum(spectrumOf(picture));
    return DEGREES_A_ROW * phaseCorrelation(this.#polar, polar, UPSAMPLING).y;
  }

  /** How a picture that is turned already is still to be shifted. */
  #shift(picture: Picture, motion: Affine): Affine {
    const moved = spectrumOf(warpGrid(picture, motion));
    const { y, x } = phaseCorrelation(this.#spectrum, moved, UPSAMPLING);
    return rotationAbout(picture, 0, { y: -y, x: -x });
  }

  /** The correlation of the reference and a moved picture, −1..1. */
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
