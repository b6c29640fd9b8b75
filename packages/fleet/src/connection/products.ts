import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { decodeProduct, encodeProduct, type ProductEntry } from '../protocol/productEntry.ts';
import type { Fleet } from './Fleet.ts';

/** A product's entry in a fleet; null if it has none of that name. */
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

/** So many others may be faster in a row. */
const MAX_TRIES = 20;

/**
 * Changes a product's entry. If another program has changed it since it was read, it is read and
 * changed again, so that no change is based on an outdated entry.
 *
 * @param change is given what is known, null if nothing is; may be called more than once.
 * @returns what is known now.
 */
export async function changeProduct(
  fleet: Fleet,
  product: string,
  change: (before: ProductEntry | null) => Omit<ProductEntry, 'protocol'>,
): Promise<Omit<ProductEntry, 'protocol'>> {
  const bucket = await fleet.bucket(fleet.names.products);
  for (let tries = 1; ; tries++) {
    const found = await bucket.get(product);
    const before = found?.operation === 'PUT' ? decodeProduct(found.string()) : null;
    const entry = change(before);
    try {
      await bucket.put(product, encodeProduct(entry), { previousSeq: found?.revision ?? 0 });
      return entry;
    } catch (error) {
      if (!isOvertaken(error) || tries === MAX_TRIES) throw error;
    }
  }
}

function isOvertaken(error: unknown): boolean {
  const { StreamWrongLastSequence, StreamWrongLastSequenceUnknown } = JetStreamApiCodes;
  return (
    error instanceof JetStreamApiError &&
    [StreamWrongLastSequence, StreamWrongLastSequenceUnknown].some((code) => code === error.code)
  );
}
