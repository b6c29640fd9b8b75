import { median } from '../metrics/index.ts';
import { MAP_TAIL_LEVELS } from './MapRarity.ts';

/** The scale on which the maps of a model are drawn, in their unit. All its images share it. */
export interface HeatScale {
  /** Typical of good images: this value and everything below it get the coolest color. */
  readonly zeroAt: number;
  /** The model's own pixel threshold: the outlined regions lie above it. */
  readonly thresholdAt: number;
  /** This value and everything above it get the hottest color. */
  readonly fullAt: number;
}

/**
 * The scale of a model. It starts at the median pixel of good images and ends as far above the pixel
 * threshold as the threshold lies above its start. So for every product the colors of the cooler half
 * are those that the model passes, and no test image influences the scale.
 *
 * @param mapTails tails of the good images that the model was calibrated on, n × `MAP_TAIL_LEVELS`, n ≥ 1.
 */
export function heatScaleOf(mapTails: Float32Array, pixelThreshold: number): HeatScale {
  const typical = median(
    Array.from(
      { length: mapTails.length / MAP_TAIL_LEVELS },
      (_, i) => mapTails[i * MAP_TAIL_LEVELS],
    ),
  );
  // A threshold set by hand may have any value, but the scale must not be empty.
  const zeroAt =
    typical < pixelThreshold ? typical : pixelThreshold - Math.abs(pixelThreshold || 1);
  return { zeroAt, thresholdAt: pixelThreshold, fullAt: 2 * pixelThreshold - zeroAt };
}
