import { type ErrorParts, NominalError } from '../errors/index.ts';
import { openRegularFile } from '../files/index.ts';

/** Another program's file, read in pieces. */
export interface ForeignFile {
  readonly path: string;
  readonly bytes: number;
  /** Fills `target` with the bytes from `offset` on. @throws NominalError `MODEL_DAMAGED` if the file is too short. */
  readonly read: (offset: number, target: Uint8Array) => Promise<void>;
}

/**
 * Opens a file, hands it to `use` and closes it.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, or the error of `use`.
 */
export async function openForeignFile<Result>(
  path: string,
  use: (file: ForeignFile) => Promise<Result>,
): Promise<Result> {
  const file = await openRegularFile(path).catch((cause: unknown) => {
    throw cause instanceof NominalError ? cause : notFound(path, cause);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw notFound(path, undefined);
    const read = async (offset: number, target: Uint8Array) => {
      for (let at = 0; at < target.length;) {
        const { bytesRead } = await file.read(target, at, target.length - at, offset + at);
        if (bytesRead === 0) throw damagedImport(path, `it ends at byte ${offset + at}`);
        at += bytesRead;
      }
    };
    return await use({ path, bytes: stats.size, read });
  } finally {
    await file.close();
  }
}

/** All bytes of a small file. @throws NominalError `INPUT_NOT_FOUND`, or `IMPORT_UNSUPPORTED` if it is larger. */
export async function readSmallFile(path: string, maxBytes: number): Promise<Uint8Array> {
  return openForeignFile(path, async ({ bytes, read }) => {
    if (bytes > maxBytes) {
      throw new NominalError('IMPORT_UNSUPPORTED', {
        what: `${path} is larger than such a file can be`,
        expected: `at most ${maxBytes} bytes`,
        received: String(bytes),
        remedy: 'Check the path',
      });
    }
    const all = new Uint8Array(bytes);
    await read(0, all);
    return all;
  });
}

function notFound(path: string, cause: unknown): NominalError {
  return new NominalError('INPUT_NOT_FOUND', {
    what: `there is no file ${path}`,
    remedy: 'Check the path',
    details: { path },
    cause,
  });
}

/** The error for another program's file that is intact but cannot be converted. */
export function unsupported(parts: ErrorParts): NominalError {
  return new NominalError('IMPORT_UNSUPPORTED', parts);
}

/** The error for another program's file that is cut short or changed. */
export function damagedImport(path: string, received: string, cause?: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    what: `${path} is damaged: ${received}`,
    remedy: 'Copy it again from where it was made',
    details: { path },
    cause,
  });
}
