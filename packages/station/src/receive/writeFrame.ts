import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { NominalError } from 'nominal-vision/internal/errors';
import type { ReceivedFile } from '../store/index.ts';

/** A frame in a file that can be read already. */
export interface WrittenFrame {
  readonly path: string;
  /** Once it is safe on the disk, too; its file is whole even if the station is killed before. */
  readonly safe: Promise<ReceivedFile>;
}

/** Number of leading bytes that identify the format. */
const HEAD_BYTES = 16;

/**
 * Writes a frame to a file that can be read at once, while it is flushed to the disk.
 *
 * @param pieces of the file, one after the other.
 * @throws NominalError `OUTPUT_FAILED`, also from `safe`.
 */
export async function writeFrame(
  path: string,
  pieces: readonly Uint8Array[],
): Promise<WrittenFrame> {
  try {
    const file = await openNew(path);
    try {
      await writeAll(file, pieces);
    } catch (error) {
      await file.close();
      throw error;
    }
    return { path, safe: makeSafe(file, path, pieces) };
  } catch (cause) {
    await rm(path, { force: true }).catch(() => undefined);
    throw notKept(cause);
  }
}

/** The folder is there already for all but the first: a PLC waits for this. */
async function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx').catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx');
  });
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  for (let rest = pieces; rest.length > 0;) {
    const { bytesWritten } = await file.writev([...rest]);
    rest = after(rest, bytesWritten);
  }
}

/** What is left of some pieces; none of it is empty. */
function after(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  const rest: Uint8Array[] = [];
  let left = bytes;
  for (const piece of pieces) {
    if (left < piece.length) rest.push(piece.subarray(left));
    left = Math.max(0, left - piece.length);
  }
  return rest;
}

async function makeSafe(
  file: FileHandle,
  path: string,
  pieces: readonly Uint8Array[],
): Promise<ReceivedFile> {
  try {
    const flushed = file.sync().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    // Hashing takes this thread for some milliseconds: who waits for the file goes first.
    await setImmediate();
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    const failure = await flushed;
    if (failure !== null) throw failure.error;
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    return { path, sha256: hash.digest('hex'), bytes, head: headOf(pieces) };
  } catch (cause) {
    throw notKept(cause);
  } finally {
    await file.close();
  }
}

function headOf(pieces: readonly Uint8Array[]): Uint8Array {
  const head: number[] = [];
  for (const piece of pieces) {
    if (head.length >= HEAD_BYTES) break;
    head.push(...piece.subarray(0, HEAD_BYTES - head.length));
  }
  return Uint8Array.from(head);
}

function notKept(cause: unknown): NominalError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new NominalError('OUTPUT_FAILED', {
    reason: 'notKept',
    what: `a frame cannot be kept (${reason})`,
    remedy: "Make room on the station's disk",
    details: { reason },
    cause,
  });
}
