import { type Affine, composeAffine, rotationAbout } from '../affine/Affine.ts';
import { warpImage } from '../affine/warp.ts';
import type { Size } from '../Box.ts';
import { RgbImage } from '../RgbImage.ts';

/** Ways in which good parts may vary although a few training images do not show it. */
export const augmentations = ['rotate', 'flip', 'brightness'] as const;

/** One of the {@link augmentations}. */
export type Augmentation = (typeof augmentations)[number];

/** How a changed copy of an image is made. */
export interface ImageCopy {
  /** Maps places of the copy to places of the image. */
  readonly toSource: Affine;
  /** Factor of all pixel values. */
  readonly gain: number;
}

/** Counterclockwise. */
const ROTATIONS_DEGREES = [0, -5, 5];
const FLIPS = ['none', 'horizontal', 'vertical'] as const;
const GAINS = [1, 0.9, 1.1];

/**
 * Plans the changed copies of an image: rotated by 5° either way, mirrored left to right and top to
 * bottom, a tenth darker and a tenth brighter, in every combination of the augmentations asked for. The
 * image itself is not among them.
 */
export function planCopies(size: Size, augment: readonly Augmentation[]): readonly ImageCopy[] {
  const rotations = augment.includes('rotate') ? ROTATIONS_DEGREES : [0];
  const flips = augment.includes('flip') ? FLIPS : (['none'] as const);
  const gains = augment.includes('brightness') ? GAINS : [1];
  const copies = rotations.flatMap((degrees) =>
    flips.flatMap((flip) => {
      const toSource = composeAffine(mirror(size, flip), rotationAbout(size, degrees));
      return gains.map((gain) => ({ toSource, gain }));
    }),
  );
  return copies.slice(1);
}

function mirror({ height, width }: Size, flip: (typeof FLIPS)[number]): Affine {
  const [down, across] = [flip === 'vertical' ? -1 : 1, flip === 'horizontal' ? -1 : 1];
  return {
    yy: down,
    yx: 0,
    y0: down < 0 ? height : 0,
    xy: 0,
    xx: across,
    x0: across < 0 ? width : 0,
  };
}

/** Makes a changed copy of an image; places outside the image repeat its edge. */
export function makeCopy(image: RgbImage, { toSource, gain }: ImageCopy): RgbImage {
  const { height, width, data } = warpImage(image, toSource);
  if (gain === 1) return new RgbImage(height, width, data);
  return new RgbImage(
    height,
    width,
    data.map((value) => Math.min(255, Math.round(gain * value))),
  );
}
