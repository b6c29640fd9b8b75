import { heatMapOf, type RgbImage } from '../../core/image/index.ts';
import type { Inspection } from '../inspect/Inspection.ts';

/**
 * The image in grey under its whole anomaly map, with its regions outlined, as report pages show it. The
 * colors begin at a score typical of good images, and those of the cooler half are passed by the model:
 * see `heatScaleOf`. The highest place of a rejected image without a region has a broken outline.
 */
export function overlayOf({
  image,
  anomalyMap,
  heatScale,
  regions,
}: Pick<Inspection, 'image' | 'anomalyMap' | 'heatScale' | 'regions'>): RgbImage {
  return heatMapOf(image, anomalyMap(), heatScale, regions);
}
