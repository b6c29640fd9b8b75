import { createHash } from 'node:crypto';
import type { ObjectInfo, ObjectStore } from '@nats-io/obj';
import { errors } from '@nats-io/transport-node';
import type { Fleet } from './Fleet.ts';

/** Longest wait for the next piece of an object. */
const SILENCE_MS = 30_000;

/** The error of an object that is not what was stored: another try would find the same. */
export class DamagedObjectError extends Error {}

type FoundObject = NonNullable<Awaited<ReturnType<ObjectStore['get']>>>;

/**
 * The bytes of an object, piece by piece. Whether it is whole is decided here: the client's own
 * `error` is silent on an object of which a piece is missing, and one without any would never end.
 *
 * @throws DamagedObjectError, or errors of the NATS client.
 */
export async function* objectChunks(
  fleet: Fleet,
  store: string,
  { info, data, error }: FoundObject,
  { silenceMs = SILENCE_MS }: { readonly silenceMs?: number | undefined } = {},
): AsyncGenerator<Uint8Array> {
  const broken = error.then(
    () => null,
    (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
  );
  const reader = data.getReader();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for (;;) {
      const next = await inTime(reader.read(), silenceMs).catch(async (cause: unknown) => {
        // Only a chunk that the server did not deliver is worth another try.
        if (cause instanceof errors.TimeoutError) {
          if (await isWhole(fleet, store, info)) throw cause;
        } else {
          const reason = await inTime(broken, silenceMs);
          if (reason !== null) throw reason;
        }
        throw damaged(store, info);
      });
      if (next.done) break;
      const chunk = next.value;
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    if (bytes !== info.size || digestOf(info) !== hash.digest('base64url'))
      throw damaged(store, info);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Whether the stream has as many pieces of an object as it should. */
export async function isWhole(
  fleet: Fleet,
  store: string,
  { nuid, chunks }: Pick<ObjectInfo, 'nuid' | 'chunks'>,
): Promise<boolean> {
  const subject = `$O.${store}.C.${nuid}`;
  const { state } = await fleet.manager.streams.info(`OBJ_${store}`, { subjects_filter: subject });
  return (state.subjects?.[subject] ?? 0) === chunks;
}

async function inTime<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new errors.TimeoutError()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** "SHA-256=…" in base64 for URLs, padded. */
function digestOf({ digest }: ObjectInfo): string {
  return digest.replace(/^SHA-256=/, '').replace(/=+$/, '');
}

function damaged(store: string, { name }: ObjectInfo): DamagedObjectError {
  return new DamagedObjectError(`the object ${name} of ${store} is not whole`);
}
