import type { RgbImage } from '../core/image/index.ts';
import { assertInspectable } from './assertInspectable.ts';
import { type DecodeLimits, decodeImage } from './decodeImage.ts';
import type { ImageSource } from './ImageSource.ts';
import { toRgbImage } from './toRgbImage.ts';

/**
 * The pixels of an image that is to be fitted from or inspected.
 *
 * @throws NominalError `IMAGE_TOO_SMALL` below 8 pixels a side, or the errors of {@link decodeImage}.
 */
export async function loadImage(source: ImageSource, limits: DecodeLimits = {}): Promise<RgbImage> {
  const encoded = typeof source === 'string' || source instanceof Uint8Array;
  const image = encoded ? await decodeImage(source, limits) : toRgbImage(source);
  assertInspectable(image, typeof source === 'string' ? source : null);
  return image;
}
