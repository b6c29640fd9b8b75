import { type Thumbnail, thumbnailOf } from '../../core/copies/index.ts';
import { throwIfCancelled } from '../../errors/index.ts';
import { type DecodeOptions, loadImage } from '../../image/index.ts';
import { distinctOf, findCopies } from './findCopies.ts';
import { pixelHash } from './pixelHash.ts';

/**
 * The images that show the same as no earlier one, for whoever parts images before a fit.
 *
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
 */
export async function distinctImages(
  paths: readonly string[],
  decoding: DecodeOptions,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const hashes: string[] = [];
  const thumbnails: Thumbnail[] = [];
  for (const path of paths) {
    throwIfCancelled(signal);
    const { image } = await loadImage(path, decoding);
    hashes.push(pixelHash(image));
    thumbnails.push(thumbnailOf(image));
  }
  return distinctOf(findCopies({ hashes, thumbnails })).map((image) => paths[image]);
}
