import { Random } from '../core/random/index.ts';
import type { Dataset } from '../datasets/index.ts';

/**
 * The data set with some of its training images, drawn at random. With one seed fewer shots are
 * among more: 2 shots hold the image of 1 shot, so that what more images bring is seen alone.
 *
 * @param shots whole, 1..number of training images.
 */
export function takeShots(dataset: Dataset, shots: number, seed: number): Dataset {
  const { length } = dataset.train;
  if (!Number.isInteger(shots) || shots < 1 || shots > length) {
    throw new RangeError(`shots must be whole and in 1..${length}, got ${shots}`);
  }
  const taken = new Set(new Random(seed).permutation(length).subarray(0, shots));
  return { ...dataset, train: dataset.train.filter((_, i) => taken.has(i)) };
}
