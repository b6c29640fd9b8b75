import { stat } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import { imageTooLarge } from './imageTooLarge.ts';
import { splitPage } from './splitPage.ts';

/** The bytes of an image file and the page of it that is meant; null where none is named. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly page: number | null;
}

/**
 * Reads an image file, whose size is looked at before it takes memory.
 *
 * @param path of a file, with the page that is meant behind # where the file itself is not named so.
 * @throws NominalError `INPUT_NOT_FOUND`, also for a pipe or a device, or `IMAGE_TOO_LARGE` beyond `maxBytes`.
 */
export async function readImageFile(path: string, maxBytes: number): Promise<ImageFile> {
  const { file, page } = splitPage(path);
  if (page !== null && !(await exists(path))) {
    return { bytes: await readWhole(file, path, maxBytes), page };
  }
  return { bytes: await readWhole(path, path, maxBytes), page: null };
}

async function readWhole(file: string, path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readRegularFile(file, (size) => {
      if (size > maxBytes) throw imageTooLarge(path, `${maxBytes} bytes`, `${size} bytes`);
    });
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new NominalError('INPUT_NOT_FOUND', {
      what: reason === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${reason})`,
      expected: 'the path of an image file',
      remedy: 'Check that it exists, is a file, and may be read',
      details: { path, reason },
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
