import { createHash } from 'node:crypto';
import { decodeModel } from 'nominal-vision/internal/model';
import type { Fleet } from '../connection/Fleet.ts';
import { isWhole } from '../connection/objectChunks.ts';
import { fleetError } from '../connection/fleetError.ts';
import { changeProduct, listProducts, readProduct } from '../connection/products.ts';
import type { ProductEntry } from '../protocol/productEntry.ts';

/** A model that no product uses is kept this long: one that is being published is not in use yet. */
const KEEP_UNUSED_MS = 3_600_000;

/** What a product is inspected by. */
export interface PublishedModel {
  /** Bytes of the model file. */
  readonly bytes: Uint8Array;
  /** Share of good parts that may be rejected, in (0, 1); null leaves it to the model. */
  readonly falseRejectRate: number | null;
}

/**
 * Puts a model to use for a product: workers take it from the next request on. The one before it stays
 * for requests that name it; models that no product needs are removed.
 *
 * @throws NominalError `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `FLEET_FULL`, or another of the fleet.
 */
export async function publishModel(
  fleet: Fleet,
  product: string,
  { bytes, falseRejectRate }: PublishedModel,
): Promise<Omit<ProductEntry, 'protocol'>> {
  decodeModel(bytes, `the model of ${product}`);
  const model = createHash('sha256').update(bytes).digest('hex');
  try {
    const models = await fleet.objects(fleet.names.models);
    const known = await models.info(model);
    // If the servers have lost a piece of it, it is stored again.
    const isThere = known?.deleted === false && (await isWhole(fleet, fleet.names.models, known));
    if (!isThere) await models.putBlob({ name: model }, bytes);
    const entry = await changeProduct(fleet, product, (before) => ({
      model,
      previous: before?.model === model ? before.previous : (before?.model ?? null),
      falseRejectRate,
      publishedAt: new Date().toISOString(),
    }));
    await removeUnused(fleet);
    return entry;
  } catch (cause) {
    throw fleetError(cause, `the model of ${product} cannot be published`);
  }
}

async function removeUnused(fleet: Fleet): Promise<void> {
  const used = new Set<string | null>();
  for (const product of await listProducts(fleet)) {
    const entry = await readProduct(fleet, product);
    used.add(entry?.model ?? null).add(entry?.previous ?? null);
  }
  const models = await fleet.objects(fleet.names.models);
  for (const { name, mtime } of await models.list()) {
    const ageMs = Date.now() - Date.parse(mtime);
    if (!used.has(name) && ageMs > KEEP_UNUSED_MS) await models.delete(name);
  }
}
