import { z } from 'zod';
import { PROTOCOL_VERSION } from './protocolVersion.ts';
import { parseMessage } from './parseMessage.ts';
import { sha256Schema } from './tokens.ts';

const productEntrySchema = z.object({
  protocol: z.int(),
  /** SHA-256 of the file of the model in use; its name in the object store. */
  model: sha256Schema,
  /** That of the model before it, kept for requests that name it and for going back. */
  previous: sha256Schema.nullable(),
  /** Share of good parts that may be rejected; null takes the model's. */
  falseRejectRate: z.number().gt(0).lt(1).nullable(),
  publishedAt: z.iso.datetime(),
});

/**
 * A product's entry in the bucket of products. Newer programs of this protocol version may have more
 * fields.
 */
export type ProductEntry = z.output<typeof productEntrySchema>;

/** An entry as it is kept. */
export function encodeProduct(entry: Omit<ProductEntry, 'protocol'>): string {
  return JSON.stringify({ ...entry, protocol: PROTOCOL_VERSION });
}

/** @throws NominalError `FLEET_PROTOCOL` or `REQUEST_INVALID`. */
export function decodeProduct(text: string): ProductEntry {
  return parseMessage(productEntrySchema, text, 'product');
}
