import type { Grid } from '../../tensor/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { heatColor } from './colormap.ts';
import { drawPolygon } from './shapes.ts';

const STEPS = 256;
/** Heat makes up most of a pixel, so that its color can be compared with the color bar; the rest is the image in grey. */
const OPACITY = 0.75;
/** Far from every color of the heat scale. */
const OUTLINE_COLOR = [0, 229, 255] as const;
/** Length of a dash, in widths of its line. */
const DASH = 4;

/** What is outlined on a map: a region of it. */
export interface OutlinedRegion {
  /** Closed polygons, corners as x, y in pixels of the map. */
  readonly contours: readonly (readonly (readonly [number, number])[])[];
  /** Drawn with a dashed line. */
  readonly belowPixelThreshold: boolean;
}

/**
 * An image in grey under its whole anomaly map, including its low values: a missed defect shows how
 * close it came to being found. No heat is drawn where the map is 0, because nothing was inspected there.
 *
 * @param map one value per pixel of the image.
 * @param scale the map's values that get the coolest and the hottest color.
 * @param regions what the model marks.
 * @returns a new image.
 * @throws RangeError if map and image differ in size.
 */
export function heatMapOf(
  image: RgbImage,
  map: Grid,
  { zeroAt, fullAt }: { readonly zeroAt: number; readonly fullAt: number },
  regions: readonly OutlinedRegion[],
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
  for (const { contours, belowPixelThreshold } of regions) {
    const dashPx = belowPixelThreshold ? DASH * linePx : 0;
    for (const contour of contours) drawPolygon(shown, contour, OUTLINE_COLOR, linePx, dashPx);
  }
  return shown;
}
