import type { Fleet } from './Fleet.ts';
import { DamagedObjectError, objectChunks } from './objectChunks.ts';

/**
 * The bytes of an object; or that there is none of that name, or none that is whole.
 *
 * @param silenceMs longest wait for its next piece; half a minute by default.
 * @throws errors of the NATS client.
 */
export async function readObject(
  fleet: Fleet,
  store: string,
  name: string,
  { silenceMs }: { readonly silenceMs?: number } = {},
): Promise<Uint8Array | 'absent' | 'damaged'> {
  const found = await (await fleet.objects(store)).get(name);
  if (found === null) return 'absent';
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of objectChunks(fleet, store, found, { silenceMs })) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof DamagedObjectError) return 'damaged';
    throw error;
  }
}
