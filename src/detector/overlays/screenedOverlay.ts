import { mapOnImage, renderOverlay, type RgbImage } from '../../core/image/index.ts';
import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../../config/index.ts';
import { type ImageSource, loadImage } from '../../image/index.ts';
import { FULL_AT_DECADES, ZERO_AT_DECADES } from './overlayOf.ts';
import type { ScreenedImage } from '../fit/screening/screen.ts';

/**
 * A screened image with its heat map: colors as in {@link overlayOf}.
 *
 * @param runtime options whose limits of decoding apply.
 * @throws NominalError of an image that cannot be read.
 */
export async function screenedOverlay(
  source: ImageSource,
  { rarityMap, view, depthRange }: Pick<ScreenedImage, 'rarityMap' | 'view' | 'depthRange'>,
  runtime: RuntimeOptions = {},
): Promise<RgbImage> {
  const { image } = await loadImage(source, {
    depthRange,
    ...decodeLimitsOf(resolveRuntimeConfig(runtime)),
  });
  return renderOverlay(image, mapOnImage(rarityMap, view), {
    zeroAt: ZERO_AT_DECADES,
    fullAt: FULL_AT_DECADES,
  });
}
