import { constants } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';

/**
 * Largest list that is read, in bytes: the longest text that Node.js can hold (some 537 million
 * characters, each of at least a byte). Lists of COCO and Real-IAD have some 100 MB.
 */
export const maxTextBytes = constants.MAX_STRING_LENGTH;

/**
 * Reads a text file in UTF-8, without the byte order mark that some programs put first.
 *
 * @throws NominalError INPUT_NOT_FOUND if it does not exist or cannot be read, DATASET_LAYOUT if it
 *   is larger than {@link maxTextBytes}.
 */
export async function readText(path: string): Promise<string> {
  const fail = (cause: unknown): never => {
    throw notRead(path, cause);
  };
  const { size } = await stat(path).catch(fail);
  if (size > maxTextBytes) throw tooLarge(path, size);
  const text = await readFile(path, 'utf8').catch(fail);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function tooLarge(path: string, size: number): NominalError {
  return new NominalError('DATASET_LAYOUT', {
    what: `${path} is too large for a list`,
    expected: `at most ${maxTextBytes} bytes`,
    received: `${size} bytes`,
    remedy: 'Check that it is the list, or split it into several',
    details: { path, size },
  });
}

function notRead(path: string, cause: unknown): NominalError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new NominalError('INPUT_NOT_FOUND', {
    what: reason === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${reason})`,
    remedy: 'Check the path and its permissions',
    details: { path, reason },
    cause,
  });
}
