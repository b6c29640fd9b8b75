import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { createHash } from 'node:crypto';

/**
 * Opens a file for reading and never waits for it: a named pipe, a device or a socket is refused. Of
 * such a thing nobody knows whether it ends, and a read of it cannot be cancelled.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for what is no regular file; the system's error for what is
 *   absent or may not be read.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // Without it, to open a pipe would wait for who writes to it. Windows has no such flag, nor such pipes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      // What a socket answers.
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENXIO')
        throw notRegular(path, cause);
      throw cause;
    },
  );
  try {
    const stats = await file.stat();
    // A folder has its own error when it is read.
    if (!stats.isFile() && !stats.isDirectory()) throw notRegular(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Reads a whole file.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for what is no regular file, what `refuse` throws for its size, or
 *   the system's error.
 */
export async function readRegularFile(
  path: string,
  refuse?: (bytes: number) => void,
): Promise<Buffer> {
  const file = await openRegularFile(path);
  try {
    if (refuse !== undefined) refuse((await file.stat()).size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function notRegular(path: string, cause?: unknown): NominalError {
  return new NominalError('INPUT_NOT_FOUND', {
    what: `${path} is no regular file`,
    expected: 'a file on a disk',
    received: 'a pipe, a device or a socket',
    remedy: 'Write its content to a file, and name that',
    details: { path, reason: 'not regular' },
    cause,
  });
}

/** SHA-256 of a file, lower-case hexadecimal, read in pieces. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const file = await openRegularFile(path);
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ highWaterMark: 2 ** 20 })) {
    throwIfCancelled(signal);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
