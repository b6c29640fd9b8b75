import { type RgbImage, renderOverlay } from '../core/image/index.ts';
import type { Detector } from './Detector.ts';
import type { Inspection } from './Inspection.ts';

/**
 * The image with its heat map and regions. The scale is the model's: nothing is drawn up to half
 * the pixel threshold, and twice the threshold is the hottest, whatever the image.
 */
export function overlayOf(
  { image, anomalyMap, regions }: Inspection,
  { pixelThreshold }: Detector,
): RgbImage {
  return renderOverlay(image, anomalyMap(), {
    zeroAt: 0.75 * pixelThreshold,
    fullAt: 2 * pixelThreshold,
    boxes: regions,
  });
}
