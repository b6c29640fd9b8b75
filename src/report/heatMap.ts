import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import { drawPolygon, heatColor, RgbImage } from '../core/image/index.ts';
import { median } from '../core/metrics/index.ts';
import type { Grid } from '../core/tensor/index.ts';

/** The scale of a page's heat maps, in the unit of anomaly maps. All images of a page share it. */
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

const STEPS = 256;
/** Heat makes up most of a pixel, so that its color can be compared with the color bar; the rest is the image in grey. */
const OPACITY = 0.75;
/** Far from every color of the heat scale. */
const OUTLINE_COLOR = [0, 229, 255] as const;

/**
 * An image in grey under its whole anomaly map, including its low values: a missed defect shows how
 * close it came to being found. No heat is drawn where the map is 0, because nothing was inspected there.
 *
 * @param map one value per pixel of the image.
 * @param outlines closed polygons around the regions that the model marks, corners as x, y in pixels.
 * @returns a new image.
 * @throws RangeError if map and image differ in size.
 */
export function heatMapOf(
  image: RgbImage,
  map: Grid,
  { zeroAt, fullAt }: HeatScale,
  outlines: readonly (readonly (readonly [number, number])[])[],
): RgbImage {
  const { height, width } = image;
  if (map.height !== height || map.width !== width) {
    throw new RangeError(`map of ${map.height} x ${map.width} over ${height} x ${width} pixels`);
  }
  const colors = Array.from({ length: STEPS }, (_, step) => heatColor(step / (STEPS - 1)));
  const shown = new RgbImage(height, width, new Uint8Array(image.data.length));
  for (let i = 0, at = 0; at < shown.data.length; i++, at += 3) {
    const [red, green, blue] = image.data.subarray(at, at + 3);
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    const heat = Math.min(1, Math.max(0, (map.data[i] - zeroAt) / (fullAt - zeroAt)));
    const opacity = map.data[i] === 0 ? 0 : OPACITY;
    const color = colors[Math.round(heat * (STEPS - 1))];
    for (let channel = 0; channel < 3; channel++)
      shown.data[at + channel] = Math.round(grey + (color[channel] - grey) * opacity);
  }
  const linePx = Math.max(1, Math.round(Math.min(height, width) / 250));
  for (const outline of outlines) drawPolygon(shown, outline, OUTLINE_COLOR, linePx);
  return shown;
}
