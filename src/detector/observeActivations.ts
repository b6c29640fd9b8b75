import {
  type ActivationRanges,
  chosenTaps,
  observeRanges,
  resolveBackbone,
} from '../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../config/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import type { JobOptions } from '../progress.ts';
import { prepareImage } from './prepareImage.ts';

/** More images widen the ranges little and cost a run of the network each. */
const OBSERVED_IMAGES = 32;

/** Good images, and what the network's activations are on some of them. */
export interface ObservedSources {
  readonly activationRanges: ActivationRanges;
  /** All images, those looked at among them. */
  readonly sources: Iterable<ImageSource> | AsyncIterable<ImageSource>;
}

/**
 * Records the ranges of a network's activations: on images spread over a list, or on the first of a
 * stream.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, `CANCELLED`, or that of an image.
 */
export async function observeActivations(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  config: FitConfig,
  { threads }: RuntimeConfig,
  { signal, onProgress }: JobOptions,
): Promise<ObservedSources> {
  const backbone = await resolveBackbone(config.backbone);
  const { manifest } = backbone;
  const taps = chosenTaps(manifest, config.taps);
  const { some, all } = await sampleOf(sources);
  const inputs = (async function* () {
    for (const [i, source] of some.entries()) {
      throwIfCancelled(signal);
      const { tensor, plan } = await prepareImage(source, config, manifest);
      yield { tensor, ...plan.input };
      onProgress?.({ phase: 'observe', doneImages: i + 1, totalImages: some.length });
    }
  })();
  return { activationRanges: await observeRanges(backbone, taps, inputs, threads), sources: all };
}

async function sampleOf(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
): Promise<{ some: readonly ImageSource[]; all: ObservedSources['sources'] }> {
  if (Array.isArray(sources)) {
    const images = sources as readonly ImageSource[];
    const step = Math.max(1, images.length / OBSERVED_IMAGES);
    const some = images.filter((_, i) => Math.floor(i % step) === 0).slice(0, OBSERVED_IMAGES);
    return { some, all: images };
  }
  const iterator = iterate(sources);
  const some: ImageSource[] = [];
  while (some.length < OBSERVED_IMAGES) {
    const next = await iterator.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  const all = (async function* () {
    yield* some;
    yield* iterator;
  })();
  return { some, all };
}

async function* iterate(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
): AsyncGenerator<ImageSource> {
  yield* sources;
}
