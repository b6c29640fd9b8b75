import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';
import type { DatasetOptions } from './DatasetOptions.ts';
import { firstsByContent } from './files/firstsByContent.ts';

/**
 * Splits good images at random, for data sets that have no split of their own. Copies of one file stay
 * on the same side.
 *
 * @param images in an order that is the same on every machine; each part keeps the order.
 * @param where what the images are, for the error.
 * @throws NominalError CONFIG_INVALID (share or seed) or TOO_FEW_IMAGES (to split).
 */
export async function splitGood<Image extends string | { readonly path: string }>(
  images: readonly Image[],
  where: string,
  { seed = 0, trainShare = 0.8 }: DatasetOptions,
): Promise<{ readonly train: Image[]; readonly test: Image[] }> {
  checkSplit(seed, trainShare);
  const trainCount = Math.floor(trainShare * images.length + 1e-9);
  const firsts = await firstsByContent(
    images.map((image) => (typeof image === 'string' ? image : image.path)),
  );
  const trains = new Set(new Random(seed).permutation(images.length).subarray(0, trainCount));
  const split = {
    train: images.filter((_, i) => trains.has(firsts[i])),
    test: images.filter((_, i) => !trains.has(firsts[i])),
  };
  if (split.train.length === 0 || split.test.length === 0) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: `the good images in ${where} cannot be split for training and testing`,
      expected: `enough that a share of ${trainShare} leaves one on each side`,
      received: String(images.length),
      details: { path: where, images: images.length, trainShare },
    });
  }
  return split;
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
