import { throwIfCancelled } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import { inBatches } from './inBatches.ts';
import type { ExtractedImage } from './ExtractedImage.ts';
import type { Pipeline } from './Pipeline.ts';

/**
 * Patch features of all images, in order, in batches that are decoded together and go through the
 * network together.
 *
 * @throws NominalError of the first image that cannot be read, or `CANCELLED`.
 */
export async function* extractAll(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  pipeline: Pipeline,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExtractedImage> {
  const prepare = (source: ImageSource) => pipeline.prepare(source);
  for await (const batch of inBatches(sources, pipeline.batchImages, prepare)) {
    throwIfCancelled(signal);
    yield* await pipeline.extract(batch);
  }
  throwIfCancelled(signal);
}
