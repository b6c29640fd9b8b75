import type { RgbImage } from '../core/image/index.ts';
import { assertImageSource, type ImageSource } from './ImageSource.ts';
import { assertInspectable } from './assertInspectable.ts';
import { decodeFrame, type DecodeLimits } from './decodeFrame.ts';
import { type ImageTraits, traitsOf } from './ImageTraits.ts';
import type { ImageWarning } from './ImageWarning.ts';
import { toRgbImage } from './toRgbImage.ts';
import type { DepthRange } from './depthRange.ts';

/** How a file becomes 8-bit pixels. */
export interface DecodeOptions extends DecodeLimits {
  /** How 16-bit values become 8 bits; by default the upper 8 bits are used. */
  readonly depthRange?: DepthRange | null;
}

/** An image for fitting or inspection, what kind of image it was, and warnings about ignored parts. */
export interface LoadedImage {
  readonly image: RgbImage;
  readonly warnings: readonly ImageWarning[];
  readonly traits: ImageTraits;
}

/**
 * Loads the pixels of an image for fitting or inspection.
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
  return { image, warnings, traits: traitsOf(frame) };
}

function alphaWarning(channels: number): readonly ImageWarning[] {
  return channels === 4 ? ['ALPHA_IGNORED'] : [];
}

/**
 * Decodes an image file to 8-bit sRGB; grey becomes three equal channels. See {@link decodeFrame}.
 *
 * @param source path or encoded bytes.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export async function decodeImage(
  source: string | Uint8Array,
  { depthRange = null, ...limits }: DecodeOptions = {},
): Promise<RgbImage> {
  return toRgbImage((await decodeFrame(source, limits)).frame, depthRange);
}
