import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';
import { MIN_IMAGES, type TuneConfig } from './tuneConfig.ts';

/** Good images, parted. */
export interface SplitImages {
  /** To learn from, at least 2. */
  readonly train: readonly string[];
  /** To judge by, at least 1. */
  readonly heldOut: readonly string[];
}

/** Parts images at random. @throws NominalError `TOO_FEW_IMAGES`. */
export function splitImages(
  images: readonly string[],
  seed: number,
  { heldOutShare, maxImages }: TuneConfig,
): SplitImages {
  if (images.length < MIN_IMAGES) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: 'there are too few good images to search settings with',
      expected: `at least ${MIN_IMAGES}`,
      received: String(images.length),
      remedy: 'Add images of good parts',
    });
  }
  const order = new Random(seed).permutation(images.length).subarray(0, maxImages);
  const drawn = Array.from(order, (i) => images[i]);
  const count = Math.max(1, Math.min(drawn.length - 2, Math.round(heldOutShare * drawn.length)));
  return { train: drawn.slice(count), heldOut: drawn.slice(0, count) };
}
