import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type NominalError, throwIfCancelled } from '../errors/index.ts';
import { makeFolder } from './folders.ts';
import { outputFailed } from './outputFailed.ts';
import { outputTarget } from './outputTarget.ts';

/** Bytes written between two looks at the signal. */
const CHUNK_BYTES = 16 * 2 ** 20;

/** How a file is written. */
export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called once all bytes are on the disk, before they take the place of the file: the last chance to refuse. */
  readonly beforeReplacing?: () => Promise<void>;
  /** The file whose mode and owner it gets, of which it holds a copy; by default those of the file that is there. */
  readonly access?: Stats | null;
}

/**
 * Writes a file so that it is there whole or not at all: under a temporary name beside its place,
 * flushed to disk, then renamed. Missing folders are made. A link is followed, so what it leads to is
 * written; a file that is there keeps its mode and, as far as the system lets it be given away, its
 * owner; a new one has what the umask leaves of 0666.
 *
 * @throws NominalError `OUTPUT_FAILED` with the system's reason, also for a folder, a pipe, a socket or
 *   a device of that name, or `CANCELLED` if the signal is aborted; either way nothing is left and a
 *   file of that name is as it was.
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
    // Never readable by more than the file that it is to replace, or that it holds a copy of.
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

/** Only root may give a file away; others keep the group where they belong to it. */
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

/** The error to throw. Where the temporary file cannot be removed either, the first failure is the one to tell. */
async function afterCleaning(
  temporary: string,
  path: string,
  cause: unknown,
): Promise<NominalError> {
  const [removal] = await Promise.allSettled([rm(temporary, { force: true })]);
  const temporaryLeft = removal.status === 'rejected' ? temporary : null;
  return outputFailed(path, cause, undefined, { temporaryLeft });
}
