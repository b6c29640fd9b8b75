import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOfCause, NominalError, throwIfCancelled } from '../errors/index.ts';
import { createHash } from 'node:crypto';

/** Most bytes of one read. */
const READ_BYTES = 2 ** 30;

/**
 * Opens a file for reading without ever blocking: a named pipe, a device or a socket is refused, because
 * it may never end and reading it cannot be cancelled.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for anything but a regular file; the system's error if the file
 *   does not exist or cannot be read.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  return (await openWithSize(path)).file;
}

async function openWithSize(
  path: string,
): Promise<{ readonly file: FileHandle; readonly size: number }> {
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
    return { file, size: stats.size };
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
  const { file, size } = await openWithSize(path);
  try {
    refuse?.(size);
    // The size of a file that the system makes up as it is read, and of a folder, says nothing.
    return size === 0 ? await file.readFile() : await readBytes(file, size);
  } finally {
    await file.close();
  }
}

/** The first bytes of a file, an image in one read: a PLC may wait for it. */
async function readBytes(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, Math.min(size - at, READ_BYTES), at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
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
