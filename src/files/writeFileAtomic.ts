import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type NominalError, throwIfCancelled } from '../errors/index.ts';
import { makeFolder } from './folders.ts';
import { outputFailed } from './outputFailed.ts';
import { outputTarget } from './outputTarget.ts';

/** Bytes written between two checks of the signal. */
const CHUNK_BYTES = 16 * 2 ** 20;

/** How a file is written. */
export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called after all bytes are on the disk and before they replace the file: the last chance to refuse. */
  readonly beforeReplacing?: () => Promise<void>;
  /** The file whose mode and owner the new file gets, if it is a copy of that file; by default those of the replaced file. */
  readonly access?: Stats | null;
}

/**
 * Writes a file so that it is there completely or not at all: under a temporary name next to its final
 * path, flushed to disk, then renamed. Missing folders are created. Links are followed, so their target
 * is written. A replaced file keeps its mode and, as far as the system permits, its owner; a new file
 * has mode 0666 less the umask.
 *
 * @throws NominalError `OUTPUT_FAILED` with the system's reason, also for a folder, a pipe, a socket or
 *   a device of that name, or `CANCELLED` if the signal is aborted; either way nothing is left behind
 *   and an existing file is unchanged.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  { signal, beforeReplacing, access }: WriteOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  throwIfCancelled(signal);
  const target = await outputTarget(path);
  await makeFolder(dirname(target.path));
  const temporary = `${target.path}.${randomUUID()}.tmp`;
  const kept = access ?? target.existing;
  try {
    // Never readable by more users than the file that it replaces or copies.
    const file = await open(temporary, 'wx', kept?.mode ?? 0o666);
    try {
      if (kept !== null) await keepAccess(file, kept);
      await writeAll(file, bytes, () => throwIfCancelled(signal));
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfCancelled(signal);
    await beforeReplacing?.();
    await rename(temporary, target.path);
  } catch (cause) {
    throw await afterCleaning(temporary, path, cause);
  }
}

/** Only root may change a file's owner; other users keep the group if they belong to it. */
async function keepAccess(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) {
    await file.chown(uid, gid).catch(() => file.chown(own.uid, gid).catch(() => undefined));
  }
  await file.chmod(mode & 0o7777);
}

async function writeAll(file: FileHandle, bytes: Uint8Array, check: () => void): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    check();
    const { bytesWritten } = await file.write(bytes, at, Math.min(CHUNK_BYTES, bytes.length - at));
    at += bytesWritten;
  }
}

/** The error to throw. If the temporary file cannot be removed either, the first failure is reported. */
async function afterCleaning(
  temporary: string,
  path: string,
  cause: unknown,
): Promise<NominalError> {
  const [removal] = await Promise.allSettled([rm(temporary, { force: true })]);
  const temporaryLeft = removal.status === 'rejected' ? temporary : null;
  return outputFailed(path, cause, undefined, { temporaryLeft });
}
