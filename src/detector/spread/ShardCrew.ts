import type { Matrix } from '../../core/tensor/index.ts';
import type { MeasuredImage } from '../Scorer.ts';
import type { ReducedImages } from './reduceImages.ts';
import type { ShardPlan } from './ShardPlan.ts';

/**
 * Those who work on the shards of a fit, each method perhaps somewhere else: what a shard comes to
 * depends on nothing but the plan, the shard's number and its images. All reject with the error that
 * ended the work.
 */
export interface ShardCrew {
  /** Begins a fit. @param shards paths of each shard's images. */
  readonly begin: (plan: ShardPlan, shards: readonly (readonly string[])[]) => Promise<void>;
  /** Has every shard reduced, and gives their coresets in the order of the shards. */
  readonly reduced: () => AsyncIterable<ReducedImages>;
  /**
   * Measures images against the bank.
   *
   * @param heldOut of each shard, images within it.
   * @returns in the order of the shards and their images.
   */
  readonly measured: (
    bank: Matrix,
    heldOut: readonly (readonly number[])[],
  ) => AsyncIterable<MeasuredImage>;
}
