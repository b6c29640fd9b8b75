import { setTimeout as delay } from 'node:timers/promises';
import { NominalError, throwIfCancelled } from 'nominal-vision/internal/errors';
import { productInUse } from './productInUse.ts';
import type { SourceGate } from './SourceGate.ts';

/** Time that a source waits before it tries again to be admitted. */
const RETRY_MS = 200;

/** An image that a source has. */
export interface SourceImage {
  readonly name: string;
  /** Size of its file. */
  readonly byteLength: number;
  /** How the source identifies it; undefined if nothing distinguishes it from others. */
  readonly origin: string | undefined;
  /** Whether it may have been decided before. */
  readonly isKnown: boolean;
  readonly read: () => Promise<Uint8Array>;
}

/**
 * Has an image of a source decided: once, even if the station ended after the decision and before it
 * was crossed off. A full queue is waited for: images that wait at a source are in no hurry and take no
 * memory here.
 *
 * @throws NominalError `NOT_FOUND` for a product that does not exist, `CONFLICT` for one without a
 *   model, `CANCELLED`, `NOT_READY` for one that may have ended the process that inspects, or that of
 *   an image.
 */
export async function inspectFrom(
  gate: SourceGate,
  source: { readonly name: string; readonly product: string },
  { name, byteLength, origin, isKnown, read }: SourceImage,
  signal: AbortSignal,
): Promise<void> {
  const { store, desk, memory, suspects } = gate;
  const inUse = await productInUse(source, store);
  const leave = await enter(gate, byteLength, signal);
  try {
    const image = await memory.use(
      byteLength,
      async () => desk.keep({ bytes: await read(), name }),
      signal,
    );
    if (origin !== undefined && isKnown) {
      const { inspections } = store;
      if (await inspections.isDecided(source.name, image.sha256, origin)) return;
    }
    await suspects.inspect(image.sha256, () =>
      desk.inspectStored(inUse, image, source.name, origin),
    );
  } finally {
    leave();
  }
}

async function enter(
  { gate }: SourceGate,
  bytes: number,
  signal: AbortSignal,
): Promise<() => void> {
  for (;;) {
    throwIfCancelled(signal);
    try {
      return gate.enter(1, bytes);
    } catch (error) {
      if (!(error instanceof NominalError && error.code === 'QUEUE_FULL')) throw error;
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
