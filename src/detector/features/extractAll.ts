import { throwIfCancelled } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import { type ImageFeatures, imageFeaturesOf } from './ImageFeatures.ts';
import type { ImageSources } from '../images/Images.ts';
import { inBatches, settle, unwrap } from '../../async/index.ts';
import type { Pipeline } from './Pipeline.ts';
import type { PreparedImage } from './prepareImage.ts';

/**
 * Patch features of all images, in order, in batches that are decoded together and go through the network
 * together; the next ones are decoded while the caller works on those of a batch. Images whose features are
 * in the pipeline's cache are neither decoded nor run through the network.
 *
 * @throws NominalError of the first image that cannot be read, `OUTPUT_FAILED` of the cache, or
 *   `CANCELLED`.
 */
export async function* extractAll(
  sources: ImageSources,
  pipeline: Pipeline,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImageFeatures> {
  const { cache } = pipeline;
  const prepare = async (source: ImageSource): Promise<PreparedImage | ImageFeatures> => {
    const known = typeof source === 'string' ? await cache?.read(source) : null;
    return known ?? pipeline.prepare(source);
  };
  const batches = inBatches(sources, pipeline.batchImages, prepare);
  let coming = settle(batches.next());
  try {
    for (;;) {
      const next = unwrap(await coming);
      throwIfCancelled(signal);
      if (next.done === true) return;
      const batch = next.value;
      const fresh = batch.filter((image): image is PreparedImage => 'tensor' in image);
      const extracted = (await pipeline.extract(fresh)).values();
      // What follows takes one core, so the next images are decoded meanwhile.
      coming = settle(batches.next());
      for (const image of batch) {
        if (!('tensor' in image)) {
          yield image;
          continue;
        }
        const own = extracted.next().value;
        if (own === undefined) throw new RangeError('an image was lost in its batch');
        const features = imageFeaturesOf(own, pipeline.extractCopies(own));
        if (features.path !== null) await cache?.write(features.path, features);
        yield features;
      }
    }
  } finally {
    // Not awaited: the source may be busy with its next image.
    void settle(batches.return(undefined));
  }
}
