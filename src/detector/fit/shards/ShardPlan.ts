import type { ActivationRanges } from '../../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../../config/index.ts';
import type { Framing } from '../../../model/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { Pipeline } from '../../features/Pipeline.ts';

/** Everything that a worker needs to know about a fit to work on a shard. */
export interface ShardPlan {
  readonly config: FitConfig;
  readonly framing: Framing;
  /** For a network in 8 bits, else null. */
  readonly activationRanges: ActivationRanges | null;
  /** SHA-256 of the network: a worker's own must be the same. */
  readonly backboneSha256: string;
}

/**
 * Opens the pipeline of a fit that was planned on another machine.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND`, or `BACKBONE_MISMATCH` if another network has that name
 *   here.
 */
export async function openPlanned(plan: ShardPlan, runtime: RuntimeConfig): Promise<Pipeline> {
  const { config, activationRanges, framing, backboneSha256 } = plan;
  const pipeline = await Pipeline.open(config, runtime, activationRanges, framing);
  const { sha256 } = pipeline.backbone;
  if (sha256 === backboneSha256) return pipeline;
  await pipeline.close();
  throw new NominalError('BACKBONE_MISMATCH', {
    what: `the backbone ${config.backbone} of this worker is not that of the fit`,
    expected: `a network with SHA-256 ${backboneSha256}`,
    received: sha256,
    remedy: 'Give every worker the same network under the same name',
  });
}
