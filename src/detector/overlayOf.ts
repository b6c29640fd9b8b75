import { type RgbImage, renderOverlay } from '../core/image/index.ts';
import type { Detector } from './Detector.ts';
import type { Inspection } from './Inspection.ts';

/**
 * The image with its heat map and regions. The scale is the model's: nothing is drawn up to
 * three quarters of the pixel threshold, and twice the threshold is the hottest, whatever the image.
 */
export function overlayOf(
  { image, anomalyMap, regions }: Inspection,
  { pixelThreshold }: Detector,
): RgbImage {
  // Training images that are all alike and all kept make a threshold of 0, which is no scale.
  const unit = pixelThreshold > 0 ? pixelThreshold : 1;
  return renderOverlay(image, anomalyMap(), {
    zeroAt: 0.75 * unit,
    fullAt: 2 * unit,
    boxes: regions,
  });
}
