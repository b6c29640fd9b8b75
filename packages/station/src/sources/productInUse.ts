import { NominalError } from 'nominal-vision/internal/errors';
import type { InUse } from '../inspect/InspectionDesk.ts';
import { modelInUse } from '../inspect/modelInUse.ts';
import type { Tables } from '../store/index.ts';

/**
 * The product that a source names, and its model.
 *
 * @throws NominalError `NOT_FOUND` for a product that does not exist, `CONFLICT` for one without a model.
 */
export async function productInUse(
  source: { readonly name: string; readonly product: string },
  store: Pick<Tables, 'products' | 'models'>,
): Promise<InUse> {
  const product = await store.products.getByName(source.product);
  if (product === null) {
    throw new NominalError('NOT_FOUND', {
      reason: 'productOfSourceGone',
      what: `the source "${source.name}" names the product "${source.product}", which does not exist`,
      remedy: 'Create the product in the console, or correct the configuration',
      details: { source: source.name, product: source.product },
    });
  }
  return { product, model: await modelInUse(product, store) };
}
