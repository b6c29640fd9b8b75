import {
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
} from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import type { Model } from '../model/index.ts';
import { calibrate } from './calibrate.ts';
import { Detector } from './Detector.ts';
import { extractTraining } from './extractTraining.ts';
import { FeatureStore } from './FeatureStore.ts';
import type { FitJob, Fitting } from './Fitting.ts';
import { observeActivations } from './observeActivations.ts';
import { Pipeline } from './Pipeline.ts';
import { patchOutlierFactors, withoutStrangest } from './screenPatches.ts';
import { selectCoreset } from './selectCoreset.ts';

/**
 * Learns what good parts look like: patch features of every image, a coreset of them as memory bank,
 * and a threshold calibrated on the same images by cross-fitting.
 *
 * @param images paths, encoded bytes or raw frames of good images, at least 1.
 * @returns a detector, which the caller closes.
 * @throws NominalError `CONFIG_INVALID`, `TOO_FEW_IMAGES`, `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`,
 *   `OUTPUT_FAILED`, `CANCELLED`, or the error of an image that cannot be read.
 */
export async function fit(
  images: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  options: FitOptions = {},
  job: FitJob = {},
): Promise<Detector> {
  const config = resolveFitConfig(options);
  const runtime = resolveRuntimeConfig(job.runtime);
  const { sources, activationRanges } =
    config.precision === 'int8'
      ? await observeActivations(images, config, runtime, job)
      : { sources: images, activationRanges: null };
  const pipeline = await Pipeline.open(config, runtime, activationRanges);
  try {
    const model = { ...(await fitModel(sources, config, pipeline, job)), activationRanges };
    return await Detector.create(model, pipeline);
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

/** @internal Fits with a pipeline that is open, which the caller closes. */
export async function fitModel(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): Promise<Omit<Model, 'activationRanges'>> {
  const { backbone } = pipeline;
  const store = await FeatureStore.create(backbone.dimension);
  try {
    const extracted = await extractTraining(sources, store, config, pipeline, job);
    const { images } = extracted;
    // The network is not wanted again before the first inspection, and may be the largest thing in memory.
    await backbone.close();
    refuseTooFew(images.length);
    const fitting = { ...extracted.fitting, rows: await screenedRows(extracted.fitting) };
    const { indices, coveringRadius } = await selectCoreset(
      fitting,
      undefined,
      (doneRows, totalRows) => job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
    );
    // The selection reports between its rounds, and stops short where no row is left uncovered.
    const { length } = indices;
    job.onProgress?.({ phase: 'coreset', doneRows: length, totalRows: length });
    const { places, calibration } = await calibrate(fitting);
    const origins = Array.from(indices, (row) => store.locate(row));
    return {
      config: { ...config, taps: [...backbone.taps] },
      backbone: { name: config.backbone, sha256: backbone.sha256 },
      bank: await store.readRows(indices),
      rowImages: Uint32Array.from(origins, ({ image }) => image),
      rowPatches: Uint32Array.from(origins, ({ patch }) => patch),
      images,
      coveringRadius,
      places,
      calibration: { ...calibration, images },
      threshold: null,
      changes: [],
    };
  } finally {
    await store.close();
  }
}

async function screenedRows(fitting: Fitting): Promise<Uint32Array | null> {
  const { screen } = fitting.config;
  return screen === 0 ? null : withoutStrangest(await patchOutlierFactors(fitting), screen);
}

/** @param least that a step needs. @throws NominalError `TOO_FEW_IMAGES`. */
export function refuseTooFew(images: number, least = 1): void {
  if (images >= least) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: 'there are too few good images to learn from',
    expected: `at least ${least}, and for a threshold that holds some dozens`,
    received: String(images),
    remedy: 'Add images of good parts',
    details: { images },
  });
}
