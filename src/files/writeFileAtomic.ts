import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NominalError } from '../errors/index.ts';

/** Bytes written between two looks at the signal. */
const CHUNK_BYTES = 16 * 2 ** 20;

/**
 * Writes a file so that it is there whole or not at all: under a temporary name beside its place,
 * flushed to disk, then renamed. Missing folders are made.
 *
 * @throws NominalError `OUTPUT_FAILED`, or `CANCELLED` if the signal is aborted; either way nothing is left.
 */
export async function writeFileAtomic(
  path: string,
  bytes: Uint8Array | string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFlushed(temporary, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, signal);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('OUTPUT_FAILED', {
      what: `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the folder may be written to and that the disk has room',
      details: { path },
      cause,
    });
  }
}

async function writeFlushed(
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      if (signal?.aborted)
        throw new NominalError('CANCELLED', {
          what: 'the work was cancelled',
          cause: signal.reason,
        });
      await file.write(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
