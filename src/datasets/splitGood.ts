import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';
import type { DatasetOptions } from './DatasetOptions.ts';

/**
 * Splits good images at random, for data sets that have no split of their own.
 *
 * @param images in an order that is the same on every machine; kept within each part.
 * @param where what the images are, for the error.
 * @throws NominalError CONFIG_INVALID (share or seed) or TOO_FEW_IMAGES (to split).
 */
export function splitGood<Image>(
  images: readonly Image[],
  where: string,
  { seed = 0, trainShare = 0.8 }: DatasetOptions,
): { readonly train: Image[]; readonly test: Image[] } {
  checkSplit(seed, trainShare);
  const trainCount = Math.floor(trainShare * images.length + 1e-9);
  if (trainCount < 1 || trainCount === images.length) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: `the good images in ${where} cannot be split for training and testing`,
      expected: `enough that a share of ${trainShare} leaves one on either side`,
      received: String(images.length),
      details: { path: where, images: images.length, trainShare },
    });
  }
  const trains = new Set(new Random(seed).permutation(images.length).subarray(0, trainCount));
  return {
    train: images.filter((_, i) => trains.has(i)),
    test: images.filter((_, i) => !trains.has(i)),
  };
}

function checkSplit(seed: number, trainShare: number): void {
  if (!(trainShare > 0 && trainShare < 1)) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the share of training images is out of range',
      expected: 'a number between 0 and 1',
      received: String(trainShare),
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the seed is out of range',
      expected: 'a whole number',
      received: String(seed),
    });
  }
}
