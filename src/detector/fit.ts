import type { FeatureExtractor } from '../backbone/index.ts';
import {
  checkOptions,
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
  type RuntimeConfig,
} from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { CopiedImage, Model, TrainingImage } from '../model/index.ts';
import { withoutCopies } from './copiesAcrossShards.ts';
import { Detector } from './Detector.ts';
import { extractTraining } from './extractTraining.ts';
import { FeatureStore } from './FeatureStore.ts';
import { copiesAmong } from './findCopies.ts';
import { fitWhole } from './fitWhole.ts';
import type { FitJob, Fitting } from './Fitting.ts';
import { type Images, type ImageSources, withImages } from './Images.ts';
import { fitJobOptions } from './jobOptions.ts';
import { nameImages } from './nameImages.ts';
import { Pipeline } from './Pipeline.ts';
import { patchOutlierFactors, withoutStrangest } from './screenPatches.ts';
import { settleFit } from './settleFit.ts';
import { type FittedBank, ShardedFit } from './ShardedFit.ts';
import { Shards } from './Shards.ts';

/**
 * Learns what good parts look like: patch features of every image, a coreset of them as memory bank,
 * and a threshold calibrated on the same images by cross-fitting.
 *
 * @param images good images, at least 1: paths, encoded bytes or raw frames, or a folder that holds them.
 * @returns a detector, which the caller closes.
 * @throws NominalError `CONFIG_INVALID`, `TOO_FEW_IMAGES`, `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`,
 *   `OUTPUT_FAILED`, `CANCELLED`, or the error of an image that cannot be read.
 *
 * @example
 * ```ts
 * import { fit } from 'nominal-vision';
 *
 * const detector = await fit('good', { coresetRatio: 0.1, seed: 0 });
 * await detector.save('part.nominal');
 * console.log(detector.model.bank.rows, detector.threshold);
 * await detector.close();
 * ```
 */
export async function fit(
  images: Images,
  options: FitOptions = {},
  job: FitJob = {},
): Promise<Detector> {
  checkOptions(job, fitJobOptions, 'fit');
  const config = resolveFitConfig(options);
  const runtime = resolveRuntimeConfig(job.runtime);
  return withImages(images, job.signal, (sources) => fitFrom(sources, config, runtime, job));
}

async function fitFrom(
  images: ImageSources,
  given: FitConfig,
  runtime: RuntimeConfig,
  job: FitJob,
): Promise<Detector> {
  const { sources, config, framing, activationRanges } = await settleFit(
    images,
    given,
    runtime,
    job,
  );
  // Features are shared among fits only where nothing before them was learned from the images, and
  // where they are all that is learned from.
  const { depthRange, roi, reference } = framing;
  const learned = depthRange !== null || roi !== null || reference !== null;
  const plain = !learned && config.augment === null;
  const cache = plain ? (job.cache ?? null) : null;
  const pipeline = await Pipeline.open(config, runtime, activationRanges, framing, cache);
  try {
    const fitted = await fitModel(sources, config, pipeline, job);
    const model = { ...fitted, activationRanges, framing };
    return await Detector.create(model, pipeline);
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

/** What a fit learns; the framing and the ranges of activations were settled before it. */
export type Fitted = Omit<Model, 'activationRanges' | 'framing'>;

/** @internal Fits with a pipeline that is open, which the caller closes. */
export async function fitModel(
  sources: ImageSources,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): Promise<Fitted> {
  const { backbone } = pipeline;
  const known = Array.isArray(sources) ? sources.length : undefined;
  const shards = new Shards(sources);
  const paths: (string | null)[] = [];
  const hashes: string[] = [];
  let distinctImages = 0;
  let sharded: ShardedFit | null = null;
  try {
    for (let more = true; more;) {
      const stores = await openStores(backbone, config);
      try {
        const run = shards.take(config.shardImages);
        const room = known === undefined ? undefined : Math.min(known, config.shardImages);
        const further = progressAfter(paths.length, job, known);
        const shard = await extractTraining(run, stores, config, pipeline, further, room);
        paths.push(...shard.paths);
        hashes.push(...shard.hashes);
        distinctImages += shard.distinct.length;
        // An image alone has no other with a patch at the same place.
        refuseTooFew(distinctImages, config.positionRadius === null ? 1 : 2);
        more = await shards.hasMore();
        // The network is not wanted again before the first inspection, and may be the largest thing in memory.
        if (!more) await backbone.close();
        const fittings: Fitting[] = [];
        for (const fitting of shard.fittings) {
          fittings.push({ ...fitting, rows: await screenedRows(fitting) });
        }
        if (sharded === null && !more) {
          const { kept, bank } = await fitWhole(fittings);
          const named = nameImages(paths, hashes);
          const images = kept.map((image) => named[shard.distinct[image]]);
          const copies = copiesAmong(named, shard.firsts);
          return fitted(config, pipeline, { images, copies, bank });
        }
        refuseShards(config);
        sharded ??= await ShardedFit.create(config, pipeline, job);
        await sharded.add(fittings[0], shard);
      } finally {
        for (const store of stores) await store.close();
      }
    }
    if (sharded === null) throw new RangeError('no shard was fitted from');
    const bank = await sharded.finish();
    const named = nameImages(paths, hashes);
    return fitted(config, pipeline, withoutCopies(named, sharded.images, bank));
  } finally {
    await sharded?.close();
    await shards.close();
  }
}

/** A bank with the images that it is of, and those that were left out as their copies. */
export interface BankOfImages {
  readonly images: readonly TrainingImage[];
  readonly copies: readonly CopiedImage[];
  readonly bank: FittedBank;
}

/** @internal What a fit learns, once it has a bank. */
export function fitted(
  config: FitConfig,
  { backbone }: Pipeline,
  { images, copies, bank: fittedBank }: BankOfImages,
): Fitted {
  const { bank, origins, grid, coveringRadius, calibrated, places, calibration, members } =
    fittedBank;
  return {
    config: { ...config, taps: [...backbone.taps] },
    backbone: { name: config.backbone, sha256: backbone.sha256 },
    bank,
    rowImages: Uint32Array.from(origins, ({ image }) => image),
    rowPatches: Uint32Array.from(origins, ({ patch }) => patch),
    grid,
    images,
    copies,
    coveringRadius,
    places,
    members,
    calibration: { ...calibration, images: calibrated.map((image) => images[image]) },
    threshold: null,
    changes: [],
  };
}

/** One store for all columns, or one for each network where each has a bank of its own. */
async function openStores(
  { parts, dimension }: FeatureExtractor,
  { ensemble }: FitConfig,
): Promise<FeatureStore[]> {
  const widths = ensemble === 'pvalues' ? parts.map(({ columns }) => columns) : [dimension];
  const stores: FeatureStore[] = [];
  for (const columns of widths) stores.push(await FeatureStore.create(columns));
  return stores;
}

/** @internal @throws NominalError `CONFIG_INVALID` for what needs all images at once. */
export function refuseShards({ ensemble, screenImages, shardImages }: FitConfig): void {
  const refused = [
    ...(ensemble === 'pvalues' ? ['--ensemble pvalues'] : []),
    ...(screenImages > 0 ? ['--screen-images'] : []),
  ];
  if (refused.length === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `${refused.join(' and ')} cannot be fitted in shards`,
    expected: `at most ${shardImages} images (--shard-images)`,
    received: 'more',
    remedy: 'Raise --shard-images, or leave the option out',
  });
}

/** Reports the images of a later shard as what comes after those of the shards before. */
function progressAfter(images: number, job: FitJob, known: number | undefined): FitJob {
  return {
    ...job,
    onProgress: (progress) => {
      if (progress.phase !== 'extract') return job.onProgress?.(progress);
      const doneImages = images + progress.doneImages;
      job.onProgress?.({ phase: 'extract', doneImages, totalImages: known ?? doneImages });
    },
  };
}

/** @internal Rows that may enter a bank; null for all of them. */
export async function screenedRows(fitting: Fitting): Promise<Uint32Array | null> {
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
