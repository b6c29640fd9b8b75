import type { RgbImage } from '../core/image/index.ts';
import { type DecodeLimits, decodeFrame } from './decodeFrame.ts';
import type { DepthRange } from './DepthRange.ts';
import { toRgbImage } from './toRgbImage.ts';

/** How a file becomes 8-bit pixels. */
export interface DecodeOptions extends DecodeLimits {
  /** How 16-bit values become 8 bits; by default the highest 8 are taken. */
  readonly depthRange?: DepthRange | null;
}

/**
 * Decodes an image file to 8-bit sRGB, grey repeated: see {@link decodeFrame}.
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
