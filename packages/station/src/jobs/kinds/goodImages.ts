import { NominalError } from 'nominal-vision/internal/errors';
import type { JobStart } from './JobKind.ts';

/**
 * SHA-256 of the images that a product's next model rests on.
 *
 * @param least number of images that the work needs.
 * @throws NominalError `TOO_FEW_IMAGES`.
 */
export async function goodImages({ product, tables }: JobStart, least = 2): Promise<string[]> {
  const images = (await tables.products.images(product.id)).map(({ sha256 }) => sha256);
  if (images.length >= least) return images;
  throw new NominalError('TOO_FEW_IMAGES', {
    reason: 'tooFewGoodImages',
    what: `the product "${product.name}" has too few good images`,
    expected: `at least ${least}, and some dozens for a threshold that holds`,
    received: String(images.length),
    remedy: 'Add images of good parts',
    details: { images: images.length, least },
  });
}
