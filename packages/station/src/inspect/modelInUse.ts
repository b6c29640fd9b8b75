import { NominalError } from 'nominal-vision/internal/errors';
import type { Product, StoredModel, Tables } from '../store/index.ts';

/** The model that a product's images are inspected with. @throws NominalError `CONFLICT` if there is none yet. */
export async function modelInUse(
  { modelId, name }: Pick<Product, 'modelId' | 'name'>,
  { models }: Pick<Tables, 'models'>,
): Promise<StoredModel> {
  const model = modelId === null ? null : await models.get(modelId);
  if (model !== null) return model;
  throw new NominalError('CONFLICT', {
    reason: 'noModel',
    what: `the product "${name}" has no model yet`,
    remedy: 'Add good images and fit, or upload a model',
    details: { product: name },
  });
}
