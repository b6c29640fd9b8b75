import { mapOnImage, renderOverlay, type RgbImage } from '../../core/image/index.ts';
import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../../config/index.ts';
import { type ImageSource, loadImage } from '../../image/index.ts';
import type { ScreenedImage } from '../fit/screening/screen.ts';

/**
 * A screened image with its heat map. The colors are those of the whole screening: what is rarer than
 * anything in half of the images is drawn. On a fixed scale most would be blank, because the map of the
 * strangest image makes those of the next ones look common.
 *
 * @param runtime options whose limits of decoding apply.
 * @throws NominalError of an image that cannot be read.
 */
export async function screenedOverlay(
  source: ImageSource,
  {
    rarityMap,
    colorScale,
    view,
    depthRange,
  }: Pick<ScreenedImage, 'rarityMap' | 'colorScale' | 'view' | 'depthRange'>,
  runtime: RuntimeOptions = {},
): Promise<RgbImage> {
  const { image } = await loadImage(source, {
    depthRange,
    ...decodeLimitsOf(resolveRuntimeConfig(runtime)),
  });
  return renderOverlay(image, mapOnImage(rarityMap, view), colorScale);
}
