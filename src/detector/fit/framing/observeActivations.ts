import {
  type ActivationRanges,
  chosenTaps,
  inputMultiple,
  observeRanges,
  resolveBackbone,
} from '../../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../../config/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import type { Framing } from '../../../model/index.ts';
import type { JobOptions } from '../../../progress.ts';
import type { ImageSources } from '../../images/Images.ts';
import { prepareOptions } from '../../features/Pipeline.ts';
import { networkInput, prepareImage } from '../../features/prepareImage.ts';
import { sampleImages } from '../../images/sampleImages.ts';

/** More images hardly widen the ranges, and each costs a run of the network. */
const OBSERVED_IMAGES = 32;

/** Good images, and the ranges of the network's activations on some of them. */
export interface ObservedSources {
  readonly activationRanges: ActivationRanges;
  /** All images, including the sampled ones. */
  readonly sources: ImageSources;
}

/**
 * Records the ranges of a network's activations: on images spread over a list, or on the first of a
 * stream.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, `CANCELLED`, or the error of an image.
 */
export async function observeActivations(
  sources: ImageSources,
  config: FitConfig,
  framing: Framing,
  runtime: RuntimeConfig,
  { signal, onProgress }: JobOptions,
): Promise<ObservedSources> {
  const backbone = await resolveBackbone(config.backbone);
  const { manifest } = backbone;
  const taps = chosenTaps(manifest, config.taps);
  const { some, all } = await sampleImages(sources, OBSERVED_IMAGES);
  const options = prepareOptions(config, inputMultiple({ manifest, taps }), runtime, framing);
  const inputs = (async function* () {
    for (const [i, source] of some.entries()) {
      throwIfCancelled(signal);
      const prepared = await prepareImage(source, options, manifest);
      const { shown, tensor, tiles } = prepared;
      const { plan } = prepared.source;
      // The middle tile of an image shows more of the part than the tiles at its border do.
      const tile = tiles?.[tiles.length >> 1];
      const { height, width } = tile ?? plan.input;
      yield { tensor: tensor ?? networkInput(shown, plan, manifest, tile), height, width };
      onProgress?.({ phase: 'observe', doneImages: i + 1, totalImages: some.length });
    }
  })();
  return {
    activationRanges: await observeRanges(backbone, taps, inputs, runtime.threads),
    sources: all,
  };
}
