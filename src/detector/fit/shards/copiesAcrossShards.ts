import { NominalError } from '../../../errors/index.ts';
import type { TrainingImage } from '../../../model/index.ts';
import { copiesAmong, distinctOf, firstsOf } from '../../images/copies.ts';
import type { BankOfImages, FittedBank } from '../fitted.ts';

/** All images of a fit in shards, in order. */
export interface ShardImages {
  readonly hashes: readonly string[];
  /** For each image, the first of its shard that shows the same. */
  readonly firsts: readonly number[];
}

/** For each image, the first of any shard that shows the same; across shards, pixels must be equal. */
export function firstsAcrossShards({ hashes, firsts }: ShardImages): readonly number[] {
  const exact = firstsOf(hashes);
  return firsts.map((first) => {
    let found = first;
    // Each step leads to an earlier image or to the same one.
    for (let next = firsts[exact[found]]; next !== found; next = firsts[exact[found]]) found = next;
    return found;
  });
}

/**
 * The held-out images that a threshold may be calibrated on: the first of those that show the same, and
 * none that another shard's coreset has seen.
 *
 * @throws NominalError `TOO_FEW_IMAGES` if none remains.
 */
export function unseenHeldOut(heldOut: readonly number[], images: ShardImages): readonly number[] {
  const firsts = firstsAcrossShards(images);
  const inCoresets = new Set(distinctOf(images.firsts));
  for (const image of heldOut) inCoresets.delete(image);
  const seen = new Set([...inCoresets].map((image) => firsts[image]));
  const unseen = heldOut.filter((image) => {
    if (seen.has(firsts[image])) return false;
    seen.add(firsts[image]);
    return true;
  });
  if (unseen.length > 0) return unseen;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: 'there are too few images to calibrate on: other shards have copies of all that were held out',
    remedy: 'Remove the copies, or raise --shard-images',
  });
}

/** A bank without the images that are copies, whose rows become those of the first. */
export function withoutCopies(
  named: readonly TrainingImage[],
  images: ShardImages,
  bank: FittedBank,
): BankOfImages {
  const firsts = firstsAcrossShards(images);
  const distinct = distinctOf(firsts);
  const places = new Map(distinct.map((image, place) => [image, place]));
  const placeOf = (image: number) => places.get(firsts[image]) ?? 0;
  return {
    images: distinct.map((image) => named[image]),
    copies: copiesAmong(named, firsts),
    bank: {
      ...bank,
      calibrated: bank.calibrated.map(placeOf),
      origins: bank.origins.map(({ image, patch }) => ({ image: placeOf(image), patch })),
    },
  };
}
