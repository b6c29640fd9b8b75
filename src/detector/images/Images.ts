import { AbortableStream, type AnyIterable } from '../../async/index.ts';
import { NominalError } from '../../errors/index.ts';
import { collectImages, refuseDataset } from '../../files/index.ts';
import type { ImageSource } from '../../image/index.ts';

/**
 * Images to learn from or to inspect: a list or a stream of them, or one string that stands for several,
 * like an argument of the command line: a folder (with its subfolders), a glob pattern, or a file.
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

/** A list or a stream of images. */
export type ImageSources = AnyIterable<ImageSource>;

/**
 * Opens images to learn from, works on them, and closes their source at the end, also after an error. Once
 * the signal is aborted, a pending wait for the next image of a stream ends.
 *
 * @throws NominalError `INPUT_NOT_FOUND` or `INPUT_EMPTY` for a folder or pattern, `CONFIG_INVALID` for
 *   the folder of a whole data set and for anything that is not a sequence of images, `CANCELLED`, and
 *   whatever the work throws.
 */
export async function withImages<Result>(
  images: Images,
  signal: AbortSignal | undefined,
  work: (sources: ImageSources) => Promise<Result>,
): Promise<Result> {
  if (typeof images === 'string') await refuseDataset(images);
  const sources = await openImages(images, signal);
  try {
    return await work(sources);
  } finally {
    await closeImages(sources);
  }
}

/** Opens the images; the caller closes them with {@link closeImages}: see {@link withImages}. */
export async function openImages(
  images: Images,
  signal: AbortSignal | undefined,
): Promise<readonly ImageSource[] | AbortableStream<ImageSource>> {
  if (typeof images === 'string') return collectImages([images]);
  if (Array.isArray(images)) return images as readonly ImageSource[];
  // The bytes of one image are a sequence, too, but one of numbers.
  const isSequence =
    typeof images === 'object' &&
    (images as unknown) !== null &&
    !ArrayBuffer.isView(images) &&
    (Symbol.asyncIterator in images || Symbol.iterator in images);
  if (isSequence) return new AbortableStream(images, signal);
  throw new NominalError('CONFIG_INVALID', {
    what: 'these are not images',
    expected: 'a list or a stream of images, or the path of a folder',
    received: ArrayBuffer.isView(images) ? 'the bytes of one' : `a value of type ${typeof images}`,
    remedy: 'For one image, give [image]',
  });
}

/** Closes the source of images. */
export async function closeImages(sources: ImageSources): Promise<void> {
  if (sources instanceof AbortableStream) await sources.return();
}

/** Lists the images. @throws NominalError as {@link withImages}. */
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
