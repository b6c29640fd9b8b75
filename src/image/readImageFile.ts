import { readFile, stat } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';
import { imageTooLarge } from './imageTooLarge.ts';

/**
 * Bytes of an image file, whose size is looked at before it takes memory.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, or `IMAGE_TOO_LARGE` beyond `maxBytes`.
 */
export async function readImageFile(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw imageTooLarge(path, `${maxBytes} bytes`, `${size} bytes`);
    return await readFile(path);
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
