import { stat } from 'node:fs/promises';
import { codeOfCause, NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import { imageTooLarge } from './imageErrors.ts';

/** The bytes of an image file and the requested page; null if none is named. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly page: number | null;
}

/** A file and the requested page, counted from 1; null if none is named. */
export interface PagedPath {
  readonly file: string;
  readonly page: number | null;
}

/**
 * Reads an image file; its size is checked before it takes memory.
 *
 * @param path path of a file, followed by # and a page unless the file itself has that name.
 * @throws NominalError `INPUT_NOT_FOUND`, also for a pipe or a device, or `IMAGE_TOO_LARGE` beyond `maxBytes`.
 */
export async function readImageFile(path: string, maxBytes: number): Promise<ImageFile> {
  const { file, page } = await locateImageFile(path);
  return { bytes: await readWhole(file, path, maxBytes), page };
}

/**
 * The file that a path names, and the requested page.
 *
 * @throws NominalError `INPUT_NOT_FOUND`.
 */
export async function locateImageFile(path: string): Promise<PagedPath> {
  const { file, page } = splitPage(path);
  const isPaged = page !== null && !(await exists(path));
  const named = isPaged ? { file, page } : { file: path, page: null };
  await stat(named.file).catch((cause: unknown) => {
    throw notRead(path, cause);
  });
  return named;
}

async function readWhole(file: string, path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readRegularFile(file, (size) => {
      if (size > maxBytes) throw imageTooLarge(path, maxBytes, 'bytes', `${size} bytes`);
    });
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw notRead(path, cause);
  }
}

/** The error for a file that cannot be read. */
export function notRead(path: string, cause: unknown): NominalError {
  const reason = codeOfCause(cause);
  return new NominalError('INPUT_NOT_FOUND', {
    what: reason === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${reason})`,
    expected: 'the path of an image file',
    remedy: 'Check that it exists, is a file, and is readable',
    details: { path, reason },
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** "scan.tif#2" → page 2 of scan.tif. The caller first checks for a file with that whole name. */
export function splitPage(path: string): PagedPath {
  const found = /^(.+)#([1-9]\d{0,6})$/.exec(path);
  return found === null ? { file: path, page: null } : { file: found[1], page: Number(found[2]) };
}
