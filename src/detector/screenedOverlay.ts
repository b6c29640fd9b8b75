import { mapOnImage, type RgbImage, renderOverlay } from '../core/image/index.ts';
import { type ImageSource, loadImage } from '../image/index.ts';
import { FULL_AT_DECADES, ZERO_AT_DECADES } from './overlayOf.ts';
import type { ScreenedImage } from './screen.ts';

/** A screened image with its heat map: colors as in {@link overlayOf}. */
export async function screenedOverlay(
  source: ImageSource,
  { rarityMap, view, depthRange }: Pick<ScreenedImage, 'rarityMap' | 'view' | 'depthRange'>,
): Promise<RgbImage> {
  const { image } = await loadImage(source, { depthRange });
  return renderOverlay(image, mapOnImage(rarityMap, view), {
    zeroAt: ZERO_AT_DECADES,
    fullAt: FULL_AT_DECADES,
  });
}
