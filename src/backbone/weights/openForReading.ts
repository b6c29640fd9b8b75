import type { FileHandle } from 'node:fs/promises';
import { NominalError } from '../../errors/index.ts';
import { openRegularFile } from '../../files/index.ts';
import { invalidWeights } from './invalidWeights.ts';

/** A file that is read piece by piece. */
export interface RandomAccess {
  readonly path: string;
  readonly bytes: number;
  /** @throws NominalError BACKBONE_INVALID if the range does not lie in the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading piece by piece. @throws NominalError BACKBONE_NOT_FOUND if there is none. */
export async function openForReading(path: string): Promise<RandomAccess> {
  const { file, bytes } = await openFile(path);
  return {
    path,
    bytes,
    read: async (offset, length) => {
      if (!(offset >= 0 && length >= 0 && offset + length <= bytes)) {
        throw invalidWeights(
          path,
          `a file of ${bytes} bytes that refers to byte ${offset + length}`,
        );
      }
      const buffer = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const { bytesRead } = await file.read(buffer, at, length - at, offset + at);
        if (bytesRead === 0)
          throw invalidWeights(path, 'a file that became shorter while it was read');
        at += bytesRead;
      }
      return buffer;
    },
    close: () => file.close(),
  };
}

async function openFile(path: string): Promise<{ file: FileHandle; bytes: number }> {
  let file: FileHandle | undefined;
  try {
    file = await openRegularFile(path);
    const stats = await file.stat();
    if (stats.isFile()) return { file, bytes: stats.size };
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw notFound(path, cause);
  }
  await file.close();
  throw notFound(path, undefined);
}

function notFound(path: string, cause: unknown): NominalError {
  return new NominalError('BACKBONE_NOT_FOUND', {
    what: `There is no weight file ${path}`,
    remedy: 'Check the path',
    details: { path },
    cause,
  });
}
