import { NominalError } from 'nominal-vision/internal/errors';
import type { JobStart } from './JobKind.ts';

/** SHA-256 of the images that a product's next model rests on. @throws NominalError `TOO_FEW_IMAGES`. */
export async function goodImages({ product, tables }: JobStart): Promise<string[]> {
  const images = (await tables.products.images(product.id)).map(({ sha256 }) => sha256);
  if (images.length >= 2) return images;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `the product "${product.name}" has too few good images`,
    expected: 'at least 2, and some dozens for a threshold that holds',
    received: String(images.length),
    remedy: 'Add images of good parts',
  });
}
