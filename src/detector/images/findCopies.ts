import { findNearCopies, type Thumbnail } from '../../core/copies/index.ts';
import type { CopiedImage, TrainingImage } from '../../model/index.ts';

/** What of images tells which are copies of others. */
export interface Recognized {
  /** Hash of each image's pixels. */
  readonly hashes: readonly string[];
  readonly thumbnails: readonly Thumbnail[];
}

/**
 * Finds images that show the very same as an earlier one: copies of it, links to it, however encoded,
 * and near copies such as frames of a burst. They are not independent of it, so whatever counts images
 * counts them once: they are left out.
 *
 * @returns for each image the index of the first that shows the same, which may be its own.
 */
export function findCopies({ hashes, thumbnails }: Recognized): readonly number[] {
  const exact = firstsOf(hashes);
  const distinct = distinctOf(exact);
  const near = findNearCopies(distinct.map((image) => thumbnails[image]));
  const firsts = new Map(distinct.map((image, i) => [image, distinct[near[i]]]));
  return exact.map((image) => firsts.get(image) ?? image);
}

/** For each key the index of the first that is equal. */
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
