import type { Grid } from '../../tensor/index.ts';
import type { Box } from '../Box.ts';
import { RgbImage } from '../RgbImage.ts';
import { heatColor } from './colormap.ts';
import { drawBox, drawPolygon } from './shapes.ts';

/** The fixed scale on which a map is drawn, in the unit of the map: the same for all images of a model. */
export interface OverlayScale {
  /** Nothing is drawn up to this value. */
  readonly zeroAt: number;
  /** The color is the hottest from this value on; must exceed `zeroAt`. */
  readonly fullAt: number;
  /** Opacity of the hottest color, 0..1; by default 0.75. */
  readonly opacity?: number;
  /** A line is drawn along the inner edge of the area where the map reaches this value, such as a threshold; by default none. */
  readonly contourAt?: number;
  /** Boxes drawn around findings, in pixels of the image; by default none. */
  readonly boxes?: readonly Box[];
  /** Closed polygons that outline findings, corners as x, y in pixels; by default none. */
  readonly outlines?: readonly (readonly (readonly [number, number])[])[];
}

const STEPS = 256;
const CONTOUR_COLOR = [255, 255, 255] as const;
const BOX_COLOR = [0, 229, 255] as const;

/**
 * Draws an anomaly map over its image. The caller fixes the scale, so a good image does not light up
 * as it would if its own highest value were stretched to the hottest color.
 *
 * @param map one value per pixel of the image.
 * @returns a new image.
 * @throws RangeError if map and image differ in size, the scale is empty or its opacity is not in 0..1.
 */
export function renderOverlay(image: RgbImage, map: Grid, scale: OverlayScale): RgbImage {
  const { zeroAt, fullAt, opacity = 0.75, contourAt, boxes = [], outlines = [] } = scale;
  if (map.height !== image.height || map.width !== image.width) {
    throw new RangeError(
      `map of ${map.height} x ${map.width} over an image of ${image.height} x ${image.width}`,
    );
  }
  if (!(fullAt > zeroAt)) throw new RangeError(`a scale from ${zeroAt} to ${fullAt} is empty`);
  if (!(opacity >= 0 && opacity <= 1)) throw new RangeError(`opacity ${opacity} is not in 0..1`);
  const overlay = new RgbImage(image.height, image.width, Uint8Array.from(image.data));
  blendHeat(overlay, map, zeroAt, fullAt, opacity);
  const linePx = Math.max(1, Math.round(Math.min(image.height, image.width) / 300));
  if (contourAt !== undefined) drawContour(overlay, map, contourAt, linePx);
  for (const outline of outlines) drawPolygon(overlay, outline, BOX_COLOR, linePx);
  for (const box of boxes) drawBox(overlay, box, BOX_COLOR, linePx);
  return overlay;
}

function blendHeat(
  { data }: RgbImage,
  map: Grid,
  zeroAt: number,
  fullAt: number,
  opacity: number,
): void {
  const colors = Float32Array.from({ length: STEPS * 3 }, (_, i) => {
    return heatColor(Math.floor(i / 3) / (STEPS - 1))[i % 3];
  });
  const stepsPerUnit = (STEPS - 1) / (fullAt - zeroAt);
  for (let i = 0, at = 0; i < map.data.length; i++, at += 3) {
    const heat = Math.min(STEPS - 1, (map.data[i] - zeroAt) * stepsPerUnit);
    // The condition is negated so that NaN draws nothing.
    if (!(heat > 0)) continue;
    // Low values stay transparent, so that good areas of the part remain visible.
    const share = opacity * Math.min(1, (2 * heat) / (STEPS - 1));
    const color = Math.round(heat) * 3;
    data[at] += (colors[color] - data[at]) * share + 0.5;
    data[at + 1] += (colors[color + 1] - data[at + 1]) * share + 0.5;
    data[at + 2] += (colors[color + 2] - data[at + 2]) * share + 0.5;
  }
}

function drawContour(image: RgbImage, map: Grid, level: number, linePx: number): void {
  const { height, width, data } = map;
  const below = (y: number, x: number) =>
    y >= 0 && y < height && x >= 0 && x < width && data[y * width + x] < level;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!(data[y * width + x] >= level)) continue;
      const edge =
        below(y - linePx, x) ||
        below(y + linePx, x) ||
        below(y, x - linePx) ||
        below(y, x + linePx);
      if (edge) image.data.set(CONTOUR_COLOR, (y * width + x) * 3);
    }
  }
}
