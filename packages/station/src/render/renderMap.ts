import sharp from 'sharp';
import { type Affine, heatColor, mapOnImage, maskOfRuns } from 'nominal-vision/internal/core/image';
import { scopedAnomalyMap } from 'nominal-vision/internal/core/scoring';
import { Grid } from 'nominal-vision/internal/core/tensor';
import type { InspectionDetails } from 'nominal-vision/internal/decision';

/** Longest side of a rendered map: it is smooth, and is drawn over the image at any size. */
const MAX_SIDE_PX = 512;
/** Longest side at which the map is made: of an image in tiles it would be that of the image. */
const MAX_INPUT_SIDE_PX = 1024;

/**
 * A decision's anomaly map as a PNG with the image's aspect: heat colors, low values included, and clear
 * where nothing was inspected. It is computed again from the patch scores, as it was for the verdict.
 */
export async function renderMap(
  patchScores: Float32Array,
  details: InspectionDetails,
): Promise<Buffer> {
  const { sourceBox, toImage, heatScale } = details;
  const map = mapOf(patchScores, details);
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(details.height, details.width));
  const height = Math.max(1, Math.round(details.height * scale));
  const width = Math.max(1, Math.round(details.width * scale));
  const down = height / details.height;
  const across = width / details.width;
  const box = {
    y: sourceBox.y * down,
    x: sourceBox.x * across,
    height: sourceBox.height * down,
    width: sourceBox.width * across,
  };
  const view = {
    image: { height, width },
    sourceBox: box,
    toImage: toImage === null ? null : scaled(toImage, down, across),
  };
  const values = mapOnImage(map, view).data;
  const pixels = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) {
    if (value !== 0) pixels.set([...heatColor(heatOf(value, heatScale)), 255], i * 4);
  }
  return sharp(pixels, { raw: { height, width, channels: 4 } })
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** The anomaly map of the network's input, on fewer pixels where that is large. */
export function mapOf(
  patchScores: Float32Array,
  { grid, scope, input, sigmaPx }: InspectionDetails,
): Grid {
  const scores = new Grid(grid.height, grid.width, patchScores);
  const cells = scope === null ? null : maskOfRuns(scope, patchScores.length);
  const scale = Math.min(1, MAX_INPUT_SIDE_PX / Math.max(input.height, input.width));
  const height = Math.max(1, Math.round(input.height * scale));
  const width = Math.max(1, Math.round(input.width * scale));
  return scopedAnomalyMap(scores, cells, height, width, sigmaPx * scale);
}

/** Heat of a value, 0..1, linear between the scale's steps. */
function heatOf(value: number, scale: readonly number[]): number {
  const steps = scale.length - 1;
  const above = scale.findIndex((step) => step >= value);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low, high] = [scale[above - 1], scale[above]];
  return (above - 1 + (value - low) / (high - low)) / steps;
}

/** A map of the image plane on the plane of a smaller picture of it. */
function scaled({ yy, yx, y0, xy, xx, x0 }: Affine, down: number, across: number): Affine {
  return {
    yy,
    yx: (yx * down) / across,
    y0: y0 * down,
    xy: (xy * across) / down,
    xx,
    x0: x0 * across,
  };
}
