import { errors } from '@nats-io/transport-node';
import type { Fleet } from './Fleet.ts';

/** Longest wait for a whole object: it comes in pieces, of which one can be missing. */
const OBJECT_TIMEOUT_MS = 120_000;

/** The bytes of an object; null if there is none of that name. @throws errors of the NATS client. */
export async function readObject(
  fleet: Fleet,
  store: string,
  name: string,
): Promise<Uint8Array | null> {
  const objects = await fleet.objects(store);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new errors.TimeoutError()), OBJECT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([objects.getBlob(name), late]);
  } finally {
    clearTimeout(timer);
  }
}
