import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { createHash } from 'node:crypto';
import { codeOfCause } from './outputFailed.ts';

/**
 * Opens a file for reading without ever blocking: a named pipe, a device or a socket is refused, because
 * it may never end and reading it cannot be cancelled.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for anything but a regular file; the system's error if the file
 *   does not exist or cannot be read.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // Without O_NONBLOCK, opening a pipe would wait for a writer. Windows has neither the flag nor such pipes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      // The error code of a socket.
      if (codeOfCause(cause) === 'ENXIO') throw notRegular(path, cause);
      throw cause;
    },
  );
  try {
    const stats = await file.stat();
    // A folder fails with its own error when it is read.
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
 * @param refuse throws if a file of this size is too large.
 * @throws NominalError `INPUT_NOT_FOUND` for anything but a regular file, the error that `refuse` throws,
 *   or the system's error.
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
    what: `${path} is not a regular file`,
    expected: 'a file on a disk',
    received: 'a pipe, a device or a socket',
    remedy: 'Write its content to a file and name that file',
    details: { path, reason: 'not regular' },
    cause,
  });
}

/** SHA-256 of a file, lower-case hexadecimal. The file is read piece by piece. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const file = await openRegularFile(path);
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ highWaterMark: 2 ** 20 })) {
    throwIfCancelled(signal);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
