import { findNearCopies, type Thumbnail, thumbnailOf } from '../../core/copies/index.ts';
import type { CopiedImage, TrainingImage } from '../../model/index.ts';
import { createHash } from 'node:crypto';
import type { RgbImage } from '../../core/image/index.ts';
import { throwIfCancelled } from '../../errors/index.ts';
import { type DecodeOptions, loadImage } from '../../image/index.ts';

/** Facts by which copies among images are recognized. */
export interface Recognized {
  /** Hash of each image's pixels. */
  readonly hashes: readonly string[];
  readonly thumbnails: readonly Thumbnail[];
}

/**
 * Finds images that show the same as an earlier one: copies of it, links to it, in any encoding, and near
 * copies such as frames of a burst. They are not independent of it, so they are left out, and each image
 * counts once.
 *
 * @returns for each image, the index of the first that shows the same, possibly its own.
 */
export function findCopies({ hashes, thumbnails }: Recognized): readonly number[] {
  const exact = firstsOf(hashes);
  const distinct = distinctOf(exact);
  const near = findNearCopies(distinct.map((image) => thumbnails[image]));
  const firsts = new Map(distinct.map((image, i) => [image, distinct[near[i]]]));
  return exact.map((image) => firsts.get(image) ?? image);
}

/** For each key, the index of the first equal one. */
export function firstsOf(keys: readonly string[]): readonly number[] {
  const firsts = new Map<string, number>();
  return keys.map((key, i) => {
    const first = firsts.get(key) ?? i;
    firsts.set(key, first);
    return first;
  });
}

/** Indices of images that show the same as no earlier one, ascending. */
export function distinctOf(firsts: readonly number[]): readonly number[] {
  return [...firsts.keys()].filter((image) => firsts[image] === image);
}

/** The images that are copies, as a model names them. */
export function copiesAmong(
  images: readonly TrainingImage[],
  firsts: readonly number[],
): readonly CopiedImage[] {
  return images.flatMap((image, i) =>
    firsts[i] === i ? [] : [{ ...image, of: images[firsts[i]].sha256 }],
  );
}

/** SHA-256 of the size and the pixels, which does not depend on how the image was encoded. */
export function pixelHash({ height, width, data }: RgbImage): string {
  return createHash('sha256').update(`${height}x${width}`).update(data).digest('hex');
}

/**
 * The images that show the same as no earlier one: for callers that split images before a fit.
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
