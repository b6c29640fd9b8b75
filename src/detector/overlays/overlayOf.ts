import { renderOverlay, type RgbImage } from '../../core/image/index.ts';
import type { Inspection } from '../inspect/Inspection.ts';

/** Up to one pixel of good images in ten thousand nothing is drawn. */
export const ZERO_AT_DECADES = 4;
/** From one in a hundred million on, which is extrapolated, the color is the hottest. */
export const FULL_AT_DECADES = 8;

/**
 * The image with its heat map and regions. The color is the rarity of the map's value among the
 * pixels of good images: the same color means the same rarity for every product and image.
 */
export function overlayOf({ image, rarityMap, regions }: Inspection): RgbImage {
  return renderOverlay(image, rarityMap(), {
    zeroAt: ZERO_AT_DECADES,
    fullAt: FULL_AT_DECADES,
    boxes: regions,
    outlines: regions.flatMap(({ contours }) => contours),
  });
}
