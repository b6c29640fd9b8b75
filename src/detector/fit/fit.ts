import {
  checkOptions,
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
  type RuntimeConfig,
} from '../../config/index.ts';
import { Pipeline } from '../features/Pipeline.ts';
import { type Images, type ImageSources, withImages } from '../images/Images.ts';
import { Detector } from '../inspect/Detector.ts';
import { fitAtOnce } from './fitAtOnce.ts';
import { type FitJob, fitJobOptions } from './FitJob.ts';
import { type BankOfImages, type Fitted, fitted } from './fitted.ts';
import { settleFit } from './framing/settleFit.ts';
import { refuseShards } from './refusals.ts';
import { readShards } from './shards/readShards.ts';
import { ShardedFit } from './shards/ShardedFit.ts';

/**
 * Learns what good parts look like: patch features of every image, a coreset of them as the memory bank,
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
  // Features are shared among fits only if nothing before them was learned from the images, and if
  // nothing but them is learned from.
  const { depthRange, roi, reference, exposure } = framing;
  const learned = [depthRange, roi, reference, exposure].some((one) => one !== null);
  const plain = !learned && config.augment === null;
  const cache = plain ? (job.cache ?? null) : null;
  const pipeline = await Pipeline.open(config, runtime, activationRanges, framing, cache);
  try {
    const model = await fitModel(sources, config, pipeline, job);
    return await Detector.create({ ...model, activationRanges, framing }, pipeline);
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

/**
 * @internal Fits with an open pipeline, which the caller closes: from all images at once if they are one
 *   shard, otherwise shard by shard.
 */
export async function fitModel(
  sources: ImageSources,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): Promise<Fitted> {
  const taken = await takeShards(sources, config, pipeline, job);
  if (!(taken instanceof ShardedFit)) return fitted(config, pipeline, taken);
  try {
    return fitted(config, pipeline, await taken.finish());
  } finally {
    await taken.close();
  }
}

/**
 * Takes all images: the bank, if they are one shard, or a fit that knows every shard. It is a function of
 * its own so that the rows of the last shard are garbage while the shards are merged.
 */
async function takeShards(
  sources: ImageSources,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): Promise<BankOfImages | ShardedFit> {
  let sharded: ShardedFit | null = null;
  try {
    for await (const shard of readShards(sources, config, pipeline, job)) {
      if (shard.isLast && sharded === null) return await fitAtOnce(shard);
      refuseShards(config);
      sharded ??= await ShardedFit.create(config, pipeline, job);
      await sharded.add(shard);
    }
    if (sharded === null) throw new RangeError('no shard was fitted from');
    return sharded;
  } catch (error) {
    await sharded?.close();
    throw error;
  }
}
