import type { Product, Refusal } from '../store/index.ts';

/**
 * The message that something of a product came and was not inspected.
 *
 * @param after the decision before it, so that the order of both is known; 0 if there is none.
 */
export function refusalMessage(refusal: Refusal, after: number, product: Product) {
  const { id, source, name, code, at } = refusal;
  return {
    notInspected: { id, after, source, name, code, at },
    product: { id: product.id, name: product.name },
  };
}
