import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { NominalError } from 'nominal-vision/internal/errors';
import type { ReceivedFile } from '../store/index.ts';

/**
 * Writes what arrives to a file, a piece at a time: however large it is, little of it is in memory.
 * When this returns it is safe on the disk; when it throws nothing is left, and the stream is still
 * open, so that an answer can be sent.
 *
 * @param onBytes counts each piece before it is written, and throws what is too much.
 * @throws NominalError `OUTPUT_FAILED`, `REQUEST_INVALID` where the sender breaks off, or that of `onBytes`.
 */
export async function receiveFile(
  stream: Readable,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<ReceivedFile> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx');
    try {
      const received = await writeAll(stream, file, onBytes);
      await file.sync();
      return { path, ...received };
    } finally {
      await file.close();
    }
  } catch (error) {
    // The first failure is the one to report.
    await rm(path, { force: true }).catch(() => undefined);
    if (error instanceof NominalError) throw error;
    throw isOfDisk(error) ? diskError(error) : brokenOff(error);
  }
}

async function writeAll(
  stream: Readable,
  file: FileHandle,
  onBytes: (bytes: number) => void,
): Promise<Omit<ReceivedFile, 'path'>> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let bytes = 0;
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    const data = piece as Buffer;
    onBytes(data.length);
    bytes += data.length;
    hash.update(data);
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, data.subarray(0, HEAD_BYTES)]);
    for (let at = 0; at < data.length;) at += (await file.write(data, at)).bytesWritten;
  }
  return { bytes, sha256: hash.digest('hex'), head: head.subarray(0, HEAD_BYTES) };
}

/** Number of leading bytes that identify the format. */
const HEAD_BYTES = 16;

/** Errors of the disk name the call that failed; those of a stream do not. */
function isOfDisk(error: unknown): boolean {
  const calls = ['open', 'write', 'fsync', 'close', 'mkdir'];
  return error instanceof Error && 'syscall' in error && calls.includes(String(error.syscall));
}

function diskError(cause: unknown): NominalError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new NominalError('OUTPUT_FAILED', {
    reason: 'notKept',
    what: `the upload cannot be kept (${reason})`,
    remedy: "Make room on the station's disk, and send it again",
    details: { reason },
    cause,
  });
}

function brokenOff(cause: unknown): NominalError {
  return new NominalError('REQUEST_INVALID', {
    reason: 'requestBrokeOff',
    what: 'the request broke off before its end',
    remedy: 'Send it again',
    cause,
  });
}
