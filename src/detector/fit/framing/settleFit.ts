import type { ActivationRanges } from '../../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../../config/index.ts';
import type { Framing } from '../../../model/index.ts';
import type { ImageSources } from '../../images/Images.ts';
import { balanceEnsemble } from './balanceEnsemble.ts';
import type { FitJob } from '../FitJob.ts';
import { observeActivations } from './observeActivations.ts';
import { observeResolution } from './observeResolution.ts';
import { settleFraming } from './settleFraming.ts';

/** Everything that a fit learns from a sample of its images before it extracts the patch features of all. */
export interface SettledFit {
  /** All images, including the sampled ones. */
  readonly sources: ImageSources;
  readonly config: FitConfig;
  readonly framing: Framing;
  /** For a network in 8 bits, else null. */
  readonly activationRanges: ActivationRanges | null;
}

/**
 * Settles how images become network input, the scales of an ensemble's networks, and the ranges of a
 * network in 8 bits.
 *
 * @throws NominalError `ROI_INVALID`, `CONFIG_INVALID`, `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, the
 *   error of an image that cannot be read, or `CANCELLED`.
 */
export async function settleFit(
  images: ImageSources,
  given: FitConfig,
  runtime: RuntimeConfig,
  job: FitJob,
): Promise<SettledFit> {
  const settled = await settleFraming(images, given, runtime, job);
  const { framing } = settled;
  const observed = await observeResolution(settled.images, given, job);
  const balanced = await balanceEnsemble(observed, given, framing, runtime, job.signal);
  const { config } = balanced;
  if (config.precision !== 'int8') {
    return { sources: balanced.images, config, framing, activationRanges: null };
  }
  const { sources, activationRanges } = await observeActivations(
    balanced.images,
    config,
    framing,
    runtime,
    job,
  );
  return { sources, config, framing, activationRanges };
}
