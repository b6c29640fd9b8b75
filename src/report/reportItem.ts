import type { HeatScale } from '../core/calibration/index.ts';
import { heatMapOf, resizeAntialias, RgbImage, type Size } from '../core/image/index.ts';
import { Grid } from '../core/tensor/index.ts';
import { readMask, type Sample } from '../datasets/index.ts';
import type { Inspection } from '../detector/index.ts';
import { encodeJpeg, readImageHeader } from '../image/index.ts';
import type { GoodImages } from './GoodImages.ts';
import type { ReportItem } from './ReportData.ts';

/** About the size of a window; with three pictures for each of 48 images a page stays small enough for any browser. */
const LONGEST_SIDE_PX = 1024;
/** A good image beside them is looked at for comparison only. */
const NEAREST_SIDE_PX = 512;

/**
 * An inspected image as the gallery shows it, with its pictures shrunk. Its name is its path.
 *
 * @param training the images that the model is made from.
 */
export async function reportItemOf(
  sample: Sample,
  inspection: Inspection,
  scale: HeatScale,
  training: GoodImages,
): Promise<ReportItem> {
  const { image, verdict, imageScore, pValue, regions } = inspection;
  const size = pictureSize(image);
  const shown = resizeAntialias(image, size.height, size.width);
  return {
    name: sample.path,
    defective: sample.label === 'defective',
    defectType: sample.defectType,
    verdict,
    imageScore,
    pValue,
    regions,
    imageJpegBase64: await jpegBase64(shown),
    heatMapJpegBase64: await jpegBase64(heatMapWithin(inspection, shown, scale)),
    maskJpegBase64: await maskWithin(sample, image, size),
    nearest: await nearestOf(inspection, training),
  };
}

/** The good image that the highest patch was compared with. */
async function nearestOf(
  { explain }: Inspection,
  training: GoodImages,
): Promise<ReportItem['nearest']> {
  const good = await training.find(explain().at(0)?.trainingImage.name ?? '');
  if (good === null) return null;
  const { name, image } = good;
  const { height, width } = pictureSize(image, NEAREST_SIDE_PX);
  return { name, jpegBase64: await jpegBase64(resizeAntialias(image, height, width)) };
}

function heatMapWithin(
  { image, anomalyMap, regions }: Inspection,
  shown: RgbImage,
  scale: HeatScale,
) {
  const map = new Grid(shown.height, shown.width, largestWithin(anomalyMap().data, image, shown));
  const down = shown.height / image.height;
  const across = shown.width / image.width;
  const outlined = regions.map(({ contours, belowPixelThreshold }) => ({
    belowPixelThreshold,
    contours: contours.map((corners) => corners.map(([x, y]) => [x * across, y * down] as const)),
  }));
  return heatMapOf(shown, map, scale, outlined);
}

async function maskWithin(
  { path, mask: source }: Sample,
  image: Size,
  size: Size,
): Promise<string | null> {
  if (source === null) return null;
  const mask = largestWithin(await readMask(source, await readImageHeader(path)), image, size);
  const pixels = new Uint8Array(mask.length * 3);
  for (const [i, defective] of mask.entries()) pixels.fill(defective * 255, i * 3, i * 3 + 3);
  return jpegBase64(new RgbImage(size.height, size.width, pixels));
}

async function jpegBase64(image: RgbImage): Promise<string> {
  return Buffer.from(await encodeJpeg(image)).toString('base64');
}

/** The size of an image's pictures in a page: at most 1,024 pixels along the longer side by default, and never enlarged. */
export function pictureSize({ height, width }: Size, longestPx = LONGEST_SIDE_PX): Size {
  const scale = Math.min(1, longestPx / Math.max(height, width));
  const side = (lengthPx: number) => Math.max(1, Math.round(lengthPx * scale));
  return { height: side(height), width: side(width) };
}

/**
 * Shrinks a grid of values. Each cell of the smaller grid takes the largest value that it covers, so
 * that neither a thin defect in a mask nor a narrow peak in a map is lost.
 *
 * @param values `from.height` × `from.width`, row-major.
 * @param to no larger than `from` along either side.
 * @returns a new array of `to.height` × `to.width` values.
 */
export function largestWithin<Values extends Float32Array | Uint8Array>(
  values: Values,
  from: Size,
  to: Size,
): Values {
  const shrunk = values.slice(0, to.height * to.width).fill(Number.NEGATIVE_INFINITY) as Values;
  for (let y = 0, i = 0; y < from.height; y++) {
    const row = Math.floor((y * to.height) / from.height) * to.width;
    for (let x = 0; x < from.width; x++, i++) {
      const at = row + Math.floor((x * to.width) / from.width);
      if (values[i] > shrunk[at]) shrunk[at] = values[i];
    }
  }
  return shrunk;
}
