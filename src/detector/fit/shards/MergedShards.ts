import type { FitConfig } from '../../../config/index.ts';
import { nameImages } from '../../images/nameImages.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import type { SelectedBank } from '../bank/selectBank.ts';
import { calibrateMeasured } from '../calibrate/calibrate.ts';
import type { FitJob } from '../FitJob.ts';
import type { BankOfImages } from '../fitted.ts';
import { unseenHeldOut, withoutCopies } from './copiesAcrossShards.ts';
import { CoresetUnion } from './CoresetUnion.ts';
import type { RecognizedShard } from './reduceShard.ts';

/** The bank of all shards, and the images to calibrate it on. */
export interface MergedBank {
  readonly selected: SelectedBank;
  /** Indices, among the images of all shards, of those that were held out of their shards, in order. */
  readonly heldOut: readonly number[];
  /** The held-out images of which the bank has seen no copy either. */
  readonly unseen: readonly number[];
}

/** Reduced shards of a fit, from here or elsewhere: their coresets, and which images show the same. */
export class MergedShards {
  readonly #config: FitConfig;
  readonly #union: CoresetUnion;
  readonly #hashes: string[] = [];
  readonly #firsts: number[] = [];

  private constructor(config: FitConfig, union: CoresetUnion) {
    this.#config = config;
    this.#union = union;
  }

  static async create(config: FitConfig, pipeline: Pipeline, job: FitJob): Promise<MergedShards> {
    return new MergedShards(config, await CoresetUnion.create(config, pipeline, job));
  }

  /** Number of images of all shards so far. */
  get images(): number {
    return this.#hashes.length;
  }

  /** Adds the next shard. */
  async add(shard: RecognizedShard): Promise<void> {
    await this.#union.add(shard);
    const before = this.images;
    this.#firsts.push(...shard.firsts.map((first) => before + first));
    this.#hashes.push(...shard.hashes);
  }

  /**
   * Selects the bank among the coresets of all shards.
   *
   * @throws NominalError `TOO_FEW_IMAGES` if no image remains to calibrate on.
   */
  async merge(): Promise<MergedBank> {
    const selected = await this.#union.finish();
    const { heldOut } = this.#union;
    return { selected, heldOut, unseen: unseenHeldOut(heldOut, this.#found) };
  }

  /**
   * The bank, calibrated on images that it has not seen.
   *
   * @param measured those images. @param paths of the images of all shards.
   */
  calibrated(
    { selected, unseen }: MergedBank,
    measured: readonly MeasuredImage[],
    paths: readonly (string | null)[],
  ): BankOfImages {
    const calibrated = calibrateMeasured(measured, 'held-out', this.#config, null);
    const bank = { ...selected, ...calibrated, calibrated: unseen };
    return withoutCopies(nameImages(paths, this.#hashes), this.#found, bank);
  }

  /** Frees the disk space. */
  close(): Promise<void> {
    return this.#union.close();
  }

  get #found() {
    return { hashes: this.#hashes, firsts: this.#firsts };
  }
}
