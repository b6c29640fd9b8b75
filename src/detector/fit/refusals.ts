import type { FitConfig } from '../../config/index.ts';
import { NominalError } from '../../errors/index.ts';

/** @throws NominalError `CONFIG_INVALID` for what needs all images at once. */
export function refuseShards({ screenImages, shardImages }: FitConfig): void {
  if (screenImages === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: '--screen-images cannot be fitted in shards',
    expected: `at most ${shardImages} images (--shard-images)`,
    received: 'more',
    remedy: 'Raise --shard-images, or leave the option out',
  });
}

/** @param least number of images that a step needs. @throws NominalError `TOO_FEW_IMAGES`. */
export function refuseTooFew(images: number, least = 1): void {
  if (images >= least) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    reason: 'tooFewGoodImages',
    what: 'there are too few good images to learn from',
    expected: `at least ${least}, and some dozens for a reliable threshold`,
    received: String(images),
    remedy: 'Add images of good parts',
    details: { least, images },
  });
}
