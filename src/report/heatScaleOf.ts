import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import { median } from '../core/metrics/index.ts';
import type { HeatScale } from './HeatScale.ts';

/**
 * The scale of a model: from what half of a good image's pixels exceed to as far above the pixel
 * threshold as that lies above it. So a color of the cooler half is one that the model passes, for
 * every product alike, and no test image has a say in it.
 *
 * @param mapTails of the good images that the model was calibrated on, n × `MAP_TAIL_LEVELS`, n ≥ 1.
 */
export function heatScaleOf(mapTails: Float32Array, pixelThreshold: number): HeatScale {
  const typical = median(
    Array.from(
      { length: mapTails.length / MAP_TAIL_LEVELS },
      (_, i) => mapTails[i * MAP_TAIL_LEVELS],
    ),
  );
  // A threshold set by hand may lie anywhere; the scale must not be empty.
  const zeroAt =
    typical < pixelThreshold ? typical : pixelThreshold - Math.abs(pixelThreshold || 1);
  return { zeroAt, thresholdAt: pixelThreshold, fullAt: 2 * pixelThreshold - zeroAt };
}
