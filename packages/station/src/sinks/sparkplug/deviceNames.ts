import type { Product } from '../../store/index.ts';
import { topicLevel } from '../topicLevel.ts';

/**
 * A name for the device of each product, by its id: that of the product, as far as a topic can hold it.
 * Where two would have the same, the younger one has its id in it.
 */
export function deviceNames(
  products: readonly Pick<Product, 'id' | 'name' | 'createdAt'>[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const byAge = [...products].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return new Map(
    byAge.map(({ id, name }) => {
      const level = topicLevel(name);
      // Hosts may not tell upper case from lower case.
      const device = taken.has(level.toLowerCase()) ? `${level}_${id}` : level;
      taken.add(device.toLowerCase());
      return [id, device];
    }),
  );
}
