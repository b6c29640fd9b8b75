import { createHash } from 'node:crypto';
import {
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
} from '../config/index.ts';
import { randomProjection } from '../core/coreset/index.ts';
import type { RgbImage } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import type { Model, TrainingImage } from '../model/index.ts';
import { calibrate } from './calibrate.ts';
import { Detector } from './Detector.ts';
import { extractAll } from './extractAll.ts';
import { FeatureStore } from './FeatureStore.ts';
import type { FitJob, Fitting } from './Fitting.ts';
import { observeActivations } from './observeActivations.ts';
import { Pipeline } from './Pipeline.ts';
import { ProjectedRows } from './ProjectedRows.ts';
import { relativeNames } from '../files/index.ts';
import { selectCoreset } from './selectCoreset.ts';

/** Fewest images to fit from: the threshold is set on images that the memory bank has not seen. */
const MIN_IMAGES = 2;

/**
 * Learns what good parts look like: patch features of every image, a coreset of them as memory bank,
 * and a threshold calibrated on the same images by cross-fitting.
 *
 * @param images paths, encoded bytes or raw frames of good images, at least 2.
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

async function fitModel(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): Promise<Omit<Model, 'activationRanges'>> {
  const { products, backbone } = pipeline;
  const store = await FeatureStore.create(backbone.dimension);
  try {
    const random = new Random(config.seed);
    const projection = randomProjection(backbone.dimension, config.projectionDimension, random);
    const projected = new ProjectedRows(projection, backbone.dimension, products.product);
    const images = await extractInto(store, projected, sources, pipeline, job);
    // The network is not wanted again before the first inspection, and may be the largest thing in memory.
    await backbone.close();
    const points = projected.finish();
    const fitting: Fitting = { config, store, points, rows: null, products, random, job };
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

async function extractInto(
  store: FeatureStore,
  projected: ProjectedRows,
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  pipeline: Pipeline,
  job: FitJob,
): Promise<readonly TrainingImage[]> {
  const known = Array.isArray(sources) ? sources.length : undefined;
  const paths: (string | null)[] = [];
  const hashes: string[] = [];
  for await (const image of extractAll(sources, pipeline, job.signal)) {
    await store.append(image);
    await projected.append(image.features, (known ?? 0) * image.features.rows);
    paths.push(image.path);
    hashes.push(pixelHash(image.image));
    const totalImages = known ?? store.images;
    job.onProgress?.({ phase: 'extract', doneImages: store.images, totalImages });
  }
  if (store.images < MIN_IMAGES) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: 'there are too few good images to learn from',
      expected: `at least ${MIN_IMAGES}, and for a threshold that holds some dozens`,
      received: String(store.images),
      remedy: 'Add images of good parts',
      details: { images: store.images },
    });
  }
  const names = relativeNames(paths);
  return names.map((name, i) => ({ name, sha256: hashes[i] }));
}

/** SHA-256 of the size and the pixels, which is the same however the image was encoded. */
function pixelHash({ height, width, data }: RgbImage): string {
  return createHash('sha256').update(`${height}x${width}`).update(data).digest('hex');
}
