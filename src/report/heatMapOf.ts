import { drawPolygon, heatColor, RgbImage } from '../core/image/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import type { HeatScale } from './HeatScale.ts';

const STEPS = 256;
/** Most of a pixel is its heat, so that it can be read beside the color bar; the rest is the image in grey. */
const OPACITY = 0.75;
/** No color of the heat is near it. */
const OUTLINE_COLOR = [0, 229, 255] as const;

/**
 * An image in grey under the whole of its anomaly map, calm places too: a missed defect shows how
 * near it came. Where the map is 0, nothing was inspected, and no heat is drawn.
 *
 * @param map one value per pixel of the image.
 * @param outlines closed polygons around what the model marks, corners as x, y in pixels.
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
