import { Random } from '../../dist/core/random/index.js';

/**
 * The same items in an order that the seed decides.
 *
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} seed
 */
export function shuffled(items, seed) {
  return [...new Random(seed).permutation(items.length)].map((i) => items[i]);
}
