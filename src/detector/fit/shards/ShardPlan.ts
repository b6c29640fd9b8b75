import type { ActivationRanges } from '../../../backbone/index.ts';
import type { FitConfig } from '../../../config/index.ts';
import type { Framing } from '../../../model/index.ts';

/** All that whoever works on a shard must know of a fit. */
export interface ShardPlan {
  readonly config: FitConfig;
  readonly framing: Framing;
  /** Of a network in 8 bits, else null. */
  readonly activationRanges: ActivationRanges | null;
  /** SHA-256 of the network: a worker's own must be the same. */
  readonly backboneSha256: string;
}
