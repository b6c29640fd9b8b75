import type { FitConfig } from '../../../config/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { calibrateMeasured } from '../calibrate/calibrate.ts';
import { CoresetUnion } from './CoresetUnion.ts';
import type { FeatureParts } from '../../features/ExtractedImage.ts';
import { FeatureStore, type PartKind } from '../bank/FeatureStore.ts';
import type { Fitting } from '../bank/Fitting.ts';
import type { FitJob } from '../FitJob.ts';
import type { FittedBank } from '../fitted.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import { type ShardImages, unseenHeldOut } from './copiesAcrossShards.ts';
import type { Training } from '../bank/extractTraining.ts';
import { amongAllImages, reduceShard } from './reduceShard.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import { placesOfBank, type SelectedBank } from '../bank/selectBank.ts';

/** What of a shard's images must be known beside their patches. */
export type AddedShard = Pick<Training, 'distinct' | 'hashes' | 'firsts'>;

/**
 * Fits from shards of images, one after the other: each is reduced to a coreset and let go, and the
 * coresets are merged. Memory is that of one shard and the union, whatever the number of images.
 * Images held out of every shard calibrate the threshold.
 */
export class ShardedFit {
  readonly #config: FitConfig;
  readonly #pipeline: Pipeline;
  readonly #job: FitJob;
  readonly #heldOut: FeatureStore;
  readonly #union: CoresetUnion;
  readonly #hashes: string[] = [];
  readonly #firsts: number[] = [];
  #shards = 0;

  private constructor(
    config: FitConfig,
    pipeline: Pipeline,
    job: FitJob,
    heldOut: FeatureStore,
    union: CoresetUnion,
  ) {
    this.#config = config;
    this.#pipeline = pipeline;
    this.#job = job;
    this.#heldOut = heldOut;
    this.#union = union;
  }

  static async create(config: FitConfig, pipeline: Pipeline, job: FitJob): Promise<ShardedFit> {
    const heldOut = await FeatureStore.create(pipeline.backbone.dimension);
    const union = await CoresetUnion.create(config, pipeline, job);
    return new ShardedFit(config, pipeline, job, heldOut, union);
  }

  /**
   * Takes a shard's coreset and held-out images; its features may be let go after.
   *
   * @param training whose fitting it is.
   */
  async add(fitting: Fitting, { distinct, hashes, firsts }: AddedShard): Promise<void> {
    const reduced = await reduceShard(fitting, this.#shards, (doneRows, totalRows) =>
      this.#job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
    );
    for (const image of reduced.heldOut) {
      await appendImage(this.#heldOut, fitting.store.readImage(image));
    }
    await this.#union.add(amongAllImages(reduced, distinct, hashes.length));
    const before = this.#hashes.length;
    this.#hashes.push(...hashes);
    this.#firsts.push(...firsts.map((first) => before + first));
    this.#shards++;
  }

  /** All images so far. */
  get images(): ShardImages {
    return { hashes: this.#hashes, firsts: this.#firsts };
  }

  /** Merges the coresets and calibrates. */
  async finish(): Promise<FittedBank> {
    const selected = await this.#union.finish();
    const scorer = await Scorer.build(selected.bank, this.#config, this.#pipeline.products, {
      places: placesOfBank(selected),
    });
    const measured: MeasuredImage[] = [];
    const unseen = unseenHeldOut(this.#union.heldOut, this.images);
    const totalImages = unseen.length;
    for (const image of unseen) {
      throwIfCancelled(this.#job.signal);
      const own = this.#union.heldOut.indexOf(image);
      measured.push(await scorer.measure(this.#heldOut.readImage(own)));
      this.#job.onProgress?.({ phase: 'calibrate', doneImages: measured.length, totalImages });
    }
    return heldOutBank(selected, unseen, measured, this.#config);
  }

  /** Lets the disk space go. */
  async close(): Promise<void> {
    await this.#union.close();
    await this.#heldOut.close();
  }
}

/** A bank, calibrated on images that were held out of it. */
export function heldOutBank(
  selected: SelectedBank,
  heldOut: readonly number[],
  measured: readonly MeasuredImage[],
  config: FitConfig,
): FittedBank {
  return {
    ...selected,
    calibrated: heldOut,
    ...calibrateMeasured(measured, 'held-out', config),
  };
}

async function appendImage(store: FeatureStore, parts: FeatureParts): Promise<void> {
  let kind: PartKind = 'first';
  for await (const part of parts) {
    await store.append(part, kind);
    kind = 'further';
  }
}
