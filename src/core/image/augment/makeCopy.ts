import type { ImageCopy } from './planCopies.ts';
import { RgbImage } from '../RgbImage.ts';
import { warpImage } from '../affine/warpImage.ts';

/** Draws a changed copy of an image; what lies beyond it repeats its edge. */
export function makeCopy(image: RgbImage, { toSource, gain }: ImageCopy): RgbImage {
  const { height, width, data } = warpImage(image, toSource);
  if (gain === 1) return new RgbImage(height, width, data);
  return new RgbImage(
    height,
    width,
    data.map((value) => Math.min(255, Math.round(gain * value))),
  );
}
