import { decodeProduct, encodeProduct, type ProductEntry } from '../protocol/productEntry.ts';
import type { Fleet } from './Fleet.ts';

/** What a fleet knows of a product; null if it knows none of that name. */
export async function readProduct(fleet: Fleet, product: string): Promise<ProductEntry | null> {
  const bucket = await fleet.bucket(fleet.names.products);
  const entry = await bucket.get(product);
  return entry?.operation === 'PUT' ? decodeProduct(entry.string()) : null;
}

/** Names of all products. */
export async function listProducts(fleet: Fleet): Promise<string[]> {
  const bucket = await fleet.bucket(fleet.names.products);
  const names: string[] = [];
  for await (const name of await bucket.keys()) names.push(name);
  return names.sort();
}

/** Keeps what is known of a product. */
export async function writeProduct(
  fleet: Fleet,
  product: string,
  entry: Omit<ProductEntry, 'protocol'>,
): Promise<void> {
  const bucket = await fleet.bucket(fleet.names.products);
  await bucket.put(product, encodeProduct(entry));
}
