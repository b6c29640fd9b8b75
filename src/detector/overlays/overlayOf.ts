import { renderOverlay, type RgbImage } from '../../core/image/index.ts';
import type { Inspection } from '../inspect/Inspection.ts';

/** Nothing is drawn up to a rarity of one good pixel in ten thousand. */
export const ZERO_AT_DECADES = 4;
/** The color is hottest from one in a hundred million on, which is extrapolated. */
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
