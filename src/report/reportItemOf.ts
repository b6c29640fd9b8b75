import { resizeAntialias, RgbImage, type Size } from '../core/image/index.ts';
import { Grid } from '../core/tensor/index.ts';
import { readMask, type Sample } from '../datasets/index.ts';
import type { Inspection } from '../detector/index.ts';
import { encodeJpeg, readImageHeader } from '../image/index.ts';
import { heatMapOf } from './heatMapOf.ts';
import type { HeatScale } from './HeatScale.ts';
import { largestWithin } from './largestWithin.ts';
import { pictureSize } from './pictureSize.ts';
import type { ReportItem } from './ReportData.ts';

/** An inspected image as the gallery shows it, its pictures shrunk; named by its path. */
export async function reportItemOf(
  sample: Sample,
  inspection: Inspection,
  scale: HeatScale,
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
  };
}

function heatMapWithin(
  { image, anomalyMap, regions }: Inspection,
  shown: RgbImage,
  scale: HeatScale,
) {
  const map = new Grid(shown.height, shown.width, largestWithin(anomalyMap().data, image, shown));
  const down = shown.height / image.height;
  const across = shown.width / image.width;
  const outlines = regions
    .flatMap(({ contours }) => contours)
    .map((corners) => corners.map(([x, y]) => [x * across, y * down] as const));
  return heatMapOf(shown, map, scale, outlines);
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
