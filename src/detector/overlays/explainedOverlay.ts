import { isAbsolute, join } from 'node:path';
import { drawBox, RgbImage, sideBySide } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { Detector } from '../inspect/Detector.ts';
import { cellOnImage } from '../features/cellOnImage.ts';
import { joinParts } from '../features/ExtractedImage.ts';
import type { Inspection } from '../inspect/Inspection.ts';
import { overlayOf } from './overlayOf.ts';

/**
 * The overlay with its highest patch marked, next to the training image whose patch is nearest, with
 * that patch marked.
 *
 * @param trainingImages the folder that holds the images that the model was fitted from.
 * @throws NominalError `INPUT_NOT_FOUND` or the error of a training image that cannot be read.
 */
export async function explainedOverlay(
  inspection: Inspection,
  detector: Detector,
  trainingImages: string,
): Promise<RgbImage> {
  const { pipeline } = detector;
  const [{ box, trainingImage, trainingPatch }] = inspection.explain();
  if (trainingImage.name.split('/').includes('..') || isAbsolute(trainingImage.name)) {
    throw new NominalError('MODEL_DAMAGED', {
      what: `the training image ${trainingImage.name} lies outside its folder`,
    });
  }
  const prepared = await pipeline.prepare(join(trainingImages, trainingImage.name));
  const [{ parts }] = await pipeline.extract([prepared]);
  const { grid } = await joinParts(parts);
  const trainingBox = cellOnImage(trainingPatch, grid, prepared.source.plan);
  const left = overlayOf(inspection);
  const right = new RgbImage(
    prepared.source.image.height,
    prepared.source.image.width,
    Uint8Array.from(prepared.source.image.data),
  );
  drawBox(left, box, PATCH_COLOR);
  drawBox(right, trainingBox, PATCH_COLOR);
  return sideBySide(left, right);
}

/** Neither a color of the heat map nor that of regions. */
export const PATCH_COLOR = [64, 255, 96] as const;
