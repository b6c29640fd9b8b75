import type { Random } from '../../core/random/index.ts';
import type { Variation } from '../scene/Scene.ts';

/** Position and lighting of the part in the image. */
export interface View {
  readonly height: number;
  readonly width: number;
  /** Pixels per unit of part coordinates. */
  readonly pixelsPerUnit: number;
  readonly rotation: number;
  /** Shift of the part from the image's middle, in part coordinates. */
  readonly shiftU: number;
  readonly shiftV: number;
  /** Direction to the lamp (unit length; x right, y down, z to the camera). */
  readonly lamp: readonly [number, number, number];
  readonly gain: number;
  /** Relative change of light per unit to the right and down. */
  readonly gradientU: number;
  readonly gradientV: number;
  /** Relative loss of light per squared unit of distance from the middle. */
  readonly vignette: number;
  /** Weight of each neighbor in the optical blur, 0 .. 0.25. */
  readonly blur: number;
}

/** Draws a random view of one image within the category's variation. */
export function makeView(
  random: Random,
  variation: Variation,
  height: number,
  width: number,
): View {
  const within = (limit: number): number => limit * (2 * random.uniform() - 1);
  const azimuth = -2.2 + within(0.2);
  const tilt = 0.72 + within(0.06);
  return {
    height,
    width,
    pixelsPerUnit: Math.min(height, width) * (1 + within(variation.size)),
    rotation: within(variation.rotation),
    shiftU: within(variation.shift),
    shiftV: within(variation.shift),
    lamp: [Math.cos(azimuth) * Math.sin(tilt), Math.sin(azimuth) * Math.sin(tilt), Math.cos(tilt)],
    gain: 1 + within(variation.gain),
    gradientU: -0.12 + within(variation.gradient),
    gradientV: -0.16 + within(variation.gradient),
    vignette: 0.28 + within(0.05),
    blur: 0.13 + within(0.02),
  };
}

/** A rectangle of whole pixels of an image; rows `top` to `top + height - 1`. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}
