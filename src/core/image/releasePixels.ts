import type { RgbImage } from './RgbImage.ts';

/** Lets an image's pixels go, for whoever else holds the image, too: its `data` is empty from then on. */
export function releasePixels(image: RgbImage): void {
  Object.assign(image, { data: new Uint8Array(0) });
}
