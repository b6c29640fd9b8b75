import type { RgbImage } from '../core/image/index.ts';
import { assertImageSource } from './assertImageSource.ts';
import { assertInspectable } from './assertInspectable.ts';
import { decodeFrame } from './decodeFrame.ts';
import type { DecodeOptions } from './decodeImage.ts';
import type { ImageSource } from './ImageSource.ts';
import type { ImageWarning } from './ImageWarning.ts';
import { toRgbImage } from './toRgbImage.ts';

/** An image that can be fitted from or inspected, and what was left out of it. */
export interface LoadedImage {
  readonly image: RgbImage;
  readonly warnings: readonly ImageWarning[];
}

/**
 * The pixels of an image that is to be fitted from or inspected.
 *
 * @throws NominalError `IMAGE_TOO_SMALL` below 8 pixels a side, or the errors of {@link decodeFrame}.
 */
export async function loadImage(
  source: ImageSource,
  { depthRange = null, ...limits }: DecodeOptions = {},
): Promise<LoadedImage> {
  assertImageSource(source);
  const encoded = typeof source === 'string' || source instanceof Uint8Array;
  const { frame, warnings } = encoded
    ? await decodeFrame(source, limits)
    : { frame: source, warnings: alphaWarning(source.channels) };
  const image = toRgbImage(frame, depthRange);
  assertInspectable(image, typeof source === 'string' ? source : null);
  return { image, warnings };
}

function alphaWarning(channels: number): readonly ImageWarning[] {
  return channels === 4 ? ['ALPHA_IGNORED'] : [];
}
