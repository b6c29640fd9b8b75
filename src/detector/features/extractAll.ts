import { throwIfCancelled } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import { type ImageFeatures, imageFeaturesOf } from './ImageFeatures.ts';
import type { ImageSources } from '../images/Images.ts';
import { inBatches } from '../../async/index.ts';
import type { Pipeline } from './Pipeline.ts';
import type { PreparedImage } from './prepareImage.ts';

/**
 * Patch features of all images, in order, in batches that are decoded together and go through the network
 * together. Images whose features are in the pipeline's cache are neither decoded nor run through the
 * network.
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
  for await (const batch of inBatches(sources, pipeline.batchImages, prepare)) {
    throwIfCancelled(signal);
    const fresh = batch.filter((image): image is PreparedImage => 'tensor' in image);
    const extracted = (await pipeline.extract(fresh)).values();
    for (const image of batch) {
      if (!('tensor' in image)) {
        yield image;
        continue;
      }
      const next = extracted.next().value;
      if (next === undefined) throw new RangeError('an image was lost in its batch');
      const features = imageFeaturesOf(next, pipeline.extractCopies(next));
      if (features.path !== null) await cache?.write(features.path, features);
      yield features;
    }
  }
  throwIfCancelled(signal);
}
