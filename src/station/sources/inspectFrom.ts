import { NominalError } from '../../errors/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import type { IncomingImage } from '../inspect/InspectionDesk.ts';
import type { Station } from '../Station.ts';

/** A source waits so long before it tries again to be let in. */
const RETRY_MS = 200;

/**
 * Inspects an image of a source. A full queue is waited for: what waits at a source is in no hurry
 * and takes no memory here.
 *
 * @throws NominalError `NOT_FOUND` for a product that does not exist, `CONFLICT` for one without a
 *   model, or that of an image.
 */
export async function inspectFrom(
  station: Station,
  source: { readonly name: string; readonly product: string },
  image: IncomingImage,
): Promise<InspectionRecord> {
  const product = await station.store.products.getByName(source.product);
  if (product === null) {
    throw new NominalError('NOT_FOUND', {
      what: `the source "${source.name}" names the product "${source.product}", which does not exist`,
      remedy: 'Create the product in the console, or correct the configuration',
    });
  }
  const leave = await enter(station, image.bytes.length);
  try {
    return await station.desk.inspect(product, image, source.name);
  } finally {
    leave();
  }
}

async function enter(station: Station, bytes: number): Promise<() => void> {
  for (;;) {
    try {
      return station.gate.enter(1, bytes);
    } catch (error) {
      if (!(error instanceof NominalError && error.code === 'QUEUE_FULL')) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
