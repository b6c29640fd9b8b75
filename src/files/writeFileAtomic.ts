import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NominalError, throwIfCancelled } from '../errors/index.ts';

/** Bytes written between two looks at the signal. */
const CHUNK_BYTES = 16 * 2 ** 20;

/**
 * Writes a file so that it is there whole or not at all: under a temporary name beside its place,
 * flushed to disk, then renamed. Missing folders are made.
 *
 * @throws NominalError `OUTPUT_FAILED` with the system's reason, or `CANCELLED` if the signal is
 *   aborted; either way nothing is left and a file of that name is as it was.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    throwIfCancelled(signal);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await writeAll(file, bytes, () => throwIfCancelled(signal));
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfCancelled(signal);
    await rename(temporary, path);
  } catch (cause) {
    throw await afterCleaning(temporary, path, cause);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, check: () => void): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    check();
    const { bytesWritten } = await file.write(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
    at += bytesWritten;
  }
}

/** The error to throw. Where the temporary file cannot be removed either, the first failure is the one to tell. */
async function afterCleaning(
  temporary: string,
  path: string,
  cause: unknown,
): Promise<NominalError> {
  const [removal] = await Promise.allSettled([rm(temporary, { force: true })]);
  if (cause instanceof NominalError) return cause;
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new NominalError('OUTPUT_FAILED', {
    what: `${path} cannot be written (${reason})`,
    remedy:
      remedies[reason] ?? 'Check that the folder may be written to and that the disk has room',
    details: { path, reason, temporaryLeft: removal.status === 'rejected' ? temporary : null },
    cause,
  });
}

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Choose a folder that you may write to',
  EPERM: 'Choose a folder that you may write to',
  EROFS: 'Choose a folder on a disk that may be written to',
  ENOSPC: 'Make room on the disk, or choose another one',
  EDQUOT: 'Make room on the disk, or choose another one',
  EISDIR: 'Name a file: a folder of this name exists',
  ENOTDIR: 'Choose another folder: a file stands where a folder would have to be',
  EEXIST: 'Choose another folder: a file stands where a folder would have to be',
};
