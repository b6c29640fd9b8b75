import type { Grid } from '../tensor/index.ts';
import { heatColor } from './colormap.ts';
import type { Box } from './preprocess.ts';
import { RgbImage } from './RgbImage.ts';

/** The fixed scale on which a map is drawn, in the unit of the map: the same for every image of a model. */
export interface OverlayScale {
  /** Up to this value nothing is drawn. */
  readonly zeroAt: number;
  /** From this value on the color is the hottest. */
  readonly fullAt: number;
  /** Boxes drawn around what was found, in pixels of the image. */
  readonly boxes?: readonly Box[];
}

/** How opaque the hottest color is. */
const FULL_OPACITY = 0.75;
const BOX_COLOR = [0, 229, 255] as const;

/**
 * Draws an anomaly map over its image. The scale is the caller's and fixed, so that a good image
 * does not light up because its own highest value is stretched to the hottest color.
 *
 * @param map one value per pixel of the image.
 * @throws RangeError if map and image differ in size.
 */
export function renderOverlay(
  image: RgbImage,
  map: Grid,
  { zeroAt, fullAt, boxes = [] }: OverlayScale,
): RgbImage {
  if (map.height !== image.height || map.width !== image.width) {
    throw new RangeError(
      `map of ${map.height} x ${map.width} over an image of ${image.height} x ${image.width}`,
    );
  }
  const data = Uint8Array.from(image.data);
  for (let i = 0, at = 0; i < map.data.length; i++, at += 3) {
    const heat = Math.min(1, (map.data[i] - zeroAt) / (fullAt - zeroAt));
    if (!(heat > 0)) continue;
    // Faint values stay transparent, so that the part remains visible where it is good.
    const opacity = FULL_OPACITY * Math.min(1, 2 * heat);
    const color = heatColor(heat);
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] += (color[channel] - data[at + channel]) * opacity;
    }
  }
  const overlay = new RgbImage(image.height, image.width, data);
  for (const box of boxes) drawBox(overlay, box);
  return overlay;
}

function drawBox(image: RgbImage, { x, y, height, width }: Box): void {
  const line = Math.max(1, Math.round(Math.min(image.height, image.width) / 200));
  for (let row = Math.max(0, y - line); row < Math.min(image.height, y + height + line); row++) {
    for (
      let column = Math.max(0, x - line);
      column < Math.min(image.width, x + width + line);
      column++
    ) {
      const inside = row >= y && row < y + height && column >= x && column < x + width;
      if (!inside) image.data.set(BOX_COLOR, (row * image.width + column) * 3);
    }
  }
}
