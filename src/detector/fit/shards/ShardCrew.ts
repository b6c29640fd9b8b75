import type { BankPlaces } from '../../../core/neighbors/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import type { ReducedImages } from './reduceImages.ts';
import type { ShardPlan } from './ShardPlan.ts';

/** A memory bank to measure images against. */
export interface PlacedBank {
  readonly rows: Matrix;
  /** Where its rows were, if they match only near their own place. */
  readonly places: BankPlaces | null;
}

/**
 * The workers on the shards of a fit, which may run on other machines: the result for a shard depends
 * only on the plan, the shard's number and its images. All methods reject with the error that ended the
 * work.
 */
export interface ShardCrew {
  /** Starts a fit. @param shards paths of each shard's images. */
  readonly begin: (plan: ShardPlan, shards: readonly (readonly string[])[]) => Promise<void>;
  /** Reduces every shard, and yields their coresets in the order of the shards. */
  readonly reduced: () => AsyncIterable<ReducedImages>;
  /**
   * Measures images against the bank.
   *
   * @param heldOut for each shard, images within it.
   * @returns in the order of the shards and their images.
   */
  readonly measured: (
    bank: PlacedBank,
    heldOut: readonly (readonly number[])[],
  ) => AsyncIterable<MeasuredImage>;
}
