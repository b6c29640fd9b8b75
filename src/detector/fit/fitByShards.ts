import { type FitOptions, resolveFitConfig, resolveRuntimeConfig } from '../../config/index.ts';
import { throwIfCancelled } from '../../errors/index.ts';
import { MergedShards } from './shards/MergedShards.ts';
import { Detector } from '../inspect/Detector.ts';
import { fit } from './fit.ts';
import { fitted } from './fitted.ts';
import { refuseShards, refuseTooFew } from './refusals.ts';
import type { FitJob } from './FitJob.ts';
import { Pipeline } from '../features/Pipeline.ts';
import type { MeasuredImage } from '../scoring/Scorer.ts';
import { placesOfBank } from './bank/selectBank.ts';
import { settleFit } from './framing/settleFit.ts';
import type { ShardCrew } from './shards/ShardCrew.ts';

/** A detector, and the covering radii that the thinning of its bank led to. */
export interface SpreadFit {
  readonly detector: Detector;
  /** Covering radius of each shard's own coreset; empty if all images were fitted from at once. */
  readonly shardRadii: readonly number[];
}

/**
 * Fits while a crew works on the shards of images. The result is that of {@link fit} with the same
 * `shardImages`, whichever worker reduces a shard and in whatever order they finish. Images of a single
 * shard are fitted in this process.
 *
 * @param images paths of good images.
 * @returns a detector, which the caller closes.
 * @throws NominalError as `fit` does, and the error that ended the crew's work.
 */
export async function fitByShards(
  images: readonly string[],
  options: FitOptions,
  crew: ShardCrew,
  job: FitJob = {},
): Promise<SpreadFit> {
  const given = resolveFitConfig(options);
  refuseTooFew(images.length);
  if (images.length <= given.shardImages) {
    return { detector: await fit(images, options, job), shardRadii: [] };
  }
  refuseShards(given);
  const runtime = resolveRuntimeConfig(job.runtime);
  const { config, framing, activationRanges } = await settleFit(images, given, runtime, job);
  const pipeline = await Pipeline.open(config, runtime, activationRanges, framing);
  try {
    const shards = chunksOf(images, config.shardImages);
    const backboneSha256 = pipeline.backbone.sha256;
    await crew.begin({ config, framing, activationRanges, backboneSha256 }, shards);
    const merged = await MergedShards.create(config, pipeline, job);
    try {
      const shardRadii: number[] = [];
      for await (const reduced of crew.reduced()) {
        throwIfCancelled(job.signal);
        const before = merged.images;
        await merged.add(reduced);
        for (const { warning, image } of reduced.warnings) {
          job.onWarning?.(warning, images[before + image]);
        }
        shardRadii.push(reduced.coveringRadius);
      }
      const bank = await merged.merge();
      const byShard = shards.map((_, shard) =>
        bank.unseen
          .filter((image) => Math.floor(image / config.shardImages) === shard)
          .map((image) => image % config.shardImages),
      );
      const placed = { rows: bank.selected.bank, places: placesOfBank(bank.selected) };
      const measured: MeasuredImage[] = [];
      for await (const image of crew.measured(placed, byShard)) measured.push(image);
      throwIfCancelled(job.signal);
      const learned = fitted(config, pipeline, merged.calibrated(bank, measured, images));
      const model = { ...learned, activationRanges, framing };
      return { detector: await Detector.create(model, pipeline), shardRadii };
    } finally {
      await merged.close();
    }
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}
