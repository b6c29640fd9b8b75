import type { RuntimeOptions } from 'nominal-vision/internal/config';
import type { PlainError } from 'nominal-vision/internal/errors';
import type { ShardPlan } from 'nominal-vision/internal/detector';
import type { SignOfLife } from 'nominal-vision/internal/watchdog';

/** The task of the process that works on a shard. */
export interface ShardWork {
  readonly plan: ShardPlan;
  readonly shard: number;
  /** Paths of the images: all of the shard, or those to measure. */
  readonly images: readonly string[];
  /** File of the bank to measure against; null to reduce the images. */
  readonly bank: string | null;
  /** File for the result. */
  readonly out: string;
  readonly runtime: RuntimeOptions;
}

/** What it answers. */
export type ShardAnswer =
  | SignOfLife
  | { readonly type: 'progress'; readonly doneImages: number }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: PlainError };
