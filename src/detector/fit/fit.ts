import {
  checkOptions,
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
  type RuntimeConfig,
} from '../../config/index.ts';
import { withoutCopies } from './shards/copiesAcrossShards.ts';
import { Detector } from '../inspect/Detector.ts';
import { extractTraining } from './bank/extractTraining.ts';
import { FeatureStore } from './bank/FeatureStore.ts';
import { copiesAmong } from '../images/copies.ts';
import { fitWhole } from './fitWhole.ts';
import { type FitJob, fitJobOptions } from './FitJob.ts';
import { type Fitted, fitted } from './fitted.ts';
import { refuseShards, refuseTooFew } from './refusals.ts';
import { type Images, type ImageSources, withImages } from '../images/Images.ts';
import { nameImages } from '../images/nameImages.ts';
import { Pipeline } from '../features/Pipeline.ts';
import { screenedRows } from './screening/screenPatches.ts';
import { settleFit } from './framing/settleFit.ts';
import { ShardedFit } from './shards/ShardedFit.ts';
import { Shards } from '../../async/Shards.ts';

/**
 * Learns what good parts look like: patch features of every image, a coreset of them as memory bank,
 * and a threshold calibrated on the same images by cross-fitting.
 *
 * @param images good images, at least 1: paths, encoded bytes or raw frames, or a folder that holds them.
 * @returns a detector, which the caller closes.
 * @throws NominalError `CONFIG_INVALID`, `TOO_FEW_IMAGES`, `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`,
 *   `OUTPUT_FAILED`, `CANCELLED`, or the error of an image that cannot be read.
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
      const store = await FeatureStore.create(backbone.dimension);
      try {
        const run = shards.take(config.shardImages);
        const room = known === undefined ? undefined : Math.min(known, config.shardImages);
        const further = progressAfter(paths.length, job, known);
        const shard = await extractTraining(run, store, config, pipeline, further, room);
        paths.push(...shard.paths);
        hashes.push(...shard.hashes);
        distinctImages += shard.distinct.length;
        // An image alone has no other with a patch at the same place.
        refuseTooFew(distinctImages, config.positionRadius === null ? 1 : 2);
        more = await shards.hasMore();
        // The network is not wanted again before the first inspection, and may be the largest thing in memory.
        if (!more) await backbone.close();
        const fitting = { ...shard.fitting, rows: await screenedRows(shard.fitting) };
        if (sharded === null && !more) {
          const { kept, bank } = await fitWhole(fitting);
          const named = nameImages(paths, hashes);
          const images = kept.map((image) => named[shard.distinct[image]]);
          const copies = copiesAmong(named, shard.firsts);
          return fitted(config, pipeline, { images, copies, bank });
        }
        refuseShards(config);
        sharded ??= await ShardedFit.create(config, pipeline, job);
        await sharded.add(fitting, shard);
      } finally {
        await store.close();
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
