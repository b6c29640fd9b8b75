import { throwIfCancelled } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import type { ExtractedImage, Pipeline, PreparedImage } from './Pipeline.ts';
import { prefetch } from './prefetch.ts';

/**
 * Patch features of all images, in order: the next images are decoded while a batch is in the
 * network. Images whose network inputs differ in size go in batches of their own.
 *
 * @throws NominalError of the first image that cannot be read, or `CANCELLED`.
 */
export async function* extractAll(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  pipeline: Pipeline,
  batchImages: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExtractedImage> {
  let batch: PreparedImage[] = [];
  for await (const prepared of prefetch(sources, batchImages, (source) =>
    pipeline.prepare(source),
  )) {
    throwIfCancelled(signal);
    if (batch.length === batchImages || (batch.length > 0 && !sameInput(batch[0], prepared))) {
      yield* await pipeline.extract(batch);
      batch = [];
    }
    batch.push(prepared);
  }
  throwIfCancelled(signal);
  if (batch.length > 0) yield* await pipeline.extract(batch);
}

function sameInput(
  { plan: { input: a } }: PreparedImage,
  { plan: { input: b } }: PreparedImage,
): boolean {
  return a.height === b.height && a.width === b.width;
}
