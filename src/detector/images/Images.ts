import { AbortableStream, type AnyIterable } from '../../async/index.ts';
import { NominalError } from '../../errors/index.ts';
import { collectImages } from '../../files/index.ts';
import type { ImageSource } from '../../image/index.ts';

/**
 * Images to learn from or to inspect: one after the other, in a list or as they come, or one text that
 * stands for several, as an argument of the command line does: a folder with those in it and below, a
 * glob pattern, or a file.
 *
 * @example
 * ```ts
 * import type { Images } from 'nominal-vision';
 *
 * const folder: Images = 'good';
 * const files: Images = ['good/000.png', 'good/001.png'];
 * console.log(folder, files);
 * ```
 */
export type Images = string | ImageSources;

/** Images one after the other. */
export type ImageSources = AnyIterable<ImageSource>;

/**
 * Works on the images that are meant, and closes their source at the end, also after an error. Once
 * the signal is aborted, the wait for the next image of a stream ends.
 *
 * @throws NominalError `INPUT_NOT_FOUND` or `INPUT_EMPTY` of a folder or pattern, `CONFIG_INVALID` for
 *   what is no sequence of images, `CANCELLED`, and what the work throws.
 */
export async function withImages<Result>(
  images: Images,
  signal: AbortSignal | undefined,
  work: (sources: ImageSources) => Promise<Result>,
): Promise<Result> {
  const sources = await openImages(images, signal);
  try {
    return await work(sources);
  } finally {
    await closeImages(sources);
  }
}

/** The images that are meant, which are closed with {@link closeImages}: see {@link withImages}. */
export async function openImages(
  images: Images,
  signal: AbortSignal | undefined,
): Promise<readonly ImageSource[] | AbortableStream<ImageSource>> {
  if (typeof images === 'string') return collectImages([images]);
  if (Array.isArray(images)) return images as readonly ImageSource[];
  // The bytes of one image are a sequence, too, but of numbers.
  const isSequence =
    typeof images === 'object' &&
    (images as unknown) !== null &&
    !ArrayBuffer.isView(images) &&
    (Symbol.asyncIterator in images || Symbol.iterator in images);
  if (isSequence) return new AbortableStream(images, signal);
  throw new NominalError('CONFIG_INVALID', {
    what: 'these are no images',
    expected: 'a list or a stream of images, or the path of a folder',
    received: ArrayBuffer.isView(images) ? 'the bytes of one' : `a value of type ${typeof images}`,
    remedy: 'For one image, give [image]',
  });
}

/** Lets the source of images go. */
export async function closeImages(sources: ImageSources): Promise<void> {
  if (sources instanceof AbortableStream) await sources.return();
}

/** Lists the images that are meant. @throws NominalError as {@link withImages}. */
export function listImages(
  images: Images,
  signal: AbortSignal | undefined,
): Promise<readonly ImageSource[]> {
  return withImages(images, signal, async (sources) => {
    if (Array.isArray(sources)) return sources as readonly ImageSource[];
    const list: ImageSource[] = [];
    for await (const source of sources) list.push(source);
    return list;
  });
}
