import type { FitConfig } from '../../../config/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import type { FeatureParts } from '../../features/ExtractedImage.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import { FeatureStore, type PartKind } from '../bank/FeatureStore.ts';
import { placesOfBank } from '../bank/selectBank.ts';
import type { FitJob } from '../FitJob.ts';
import type { BankOfImages } from '../fitted.ts';
import { MergedShards } from './MergedShards.ts';
import type { Shard } from './readShards.ts';
import { amongAllImages, reduceShard } from './reduceShard.ts';

/**
 * Fits from shards of images, one after the other: each is reduced to a coreset and freed, and the
 * coresets are merged. Memory is bounded by one shard and the union, whatever the number of images.
 * Images held out of every shard calibrate the threshold.
 */
export class ShardedFit {
  readonly #config: FitConfig;
  readonly #pipeline: Pipeline;
  readonly #job: FitJob;
  readonly #heldOut: FeatureStore;
  readonly #merged: MergedShards;
  readonly #paths: (string | null)[] = [];
  #shards = 0;

  private constructor(
    config: FitConfig,
    pipeline: Pipeline,
    job: FitJob,
    heldOut: FeatureStore,
    merged: MergedShards,
  ) {
    this.#config = config;
    this.#pipeline = pipeline;
    this.#job = job;
    this.#heldOut = heldOut;
    this.#merged = merged;
  }

  static async create(config: FitConfig, pipeline: Pipeline, job: FitJob): Promise<ShardedFit> {
    const heldOut = await FeatureStore.create(pipeline.backbone.dimension);
    const merged = await MergedShards.create(config, pipeline, job);
    return new ShardedFit(config, pipeline, job, heldOut, merged);
  }

  /** Takes a shard's coreset and held-out images; its features may be freed afterwards. */
  async add({ training, fitting }: Shard): Promise<void> {
    const reduced = await reduceShard(fitting, this.#shards, (doneRows, totalRows) =>
      this.#job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
    );
    for (const image of reduced.heldOut) {
      await appendImage(this.#heldOut, fitting.store.readImage(image));
    }
    await this.#merged.add(amongAllImages(reduced, training));
    this.#paths.push(...training.paths);
    this.#shards++;
  }

  /** Merges the coresets and calibrates. */
  async finish(): Promise<BankOfImages> {
    const merged = await this.#merged.merge();
    const { selected, heldOut, unseen } = merged;
    const scorer = await Scorer.build(selected.bank, this.#config, this.#pipeline.products, {
      places: placesOfBank(selected),
    });
    const measured: MeasuredImage[] = [];
    const totalImages = unseen.length;
    for (const image of unseen) {
      throwIfCancelled(this.#job.signal);
      measured.push(await scorer.measure(this.#heldOut.readImage(heldOut.indexOf(image))));
      this.#job.onProgress?.({ phase: 'calibrate', doneImages: measured.length, totalImages });
    }
    return this.#merged.calibrated(merged, measured, this.#paths);
  }

  /** Frees the disk space. */
  async close(): Promise<void> {
    await this.#merged.close();
    await this.#heldOut.close();
  }
}

async function appendImage(store: FeatureStore, parts: FeatureParts): Promise<void> {
  let kind: PartKind = 'first';
  for await (const part of parts) {
    await store.append(part, kind);
    kind = 'further';
  }
}
