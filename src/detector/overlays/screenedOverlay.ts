import { mapOnImage, renderOverlay, type RgbImage } from '../../core/image/index.ts';
import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../../config/index.ts';
import { type ImageSource, loadImage } from '../../image/index.ts';
import type { ScreenedImage } from '../fit/screening/screen.ts';

/** Nothing is drawn up to a rarity of one good pixel in ten thousand. */
export const ZERO_AT_DECADES = 4;
/** The color is hottest from one in a hundred million on, which is extrapolated. */
export const FULL_AT_DECADES = 8;

/**
 * A screened image with its heat map: the color is the rarity of the map's value among the pixels of all
 * images.
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
