import { constants } from 'node:buffer';
import { NominalError } from '../../errors/index.ts';
import { readRegularFile } from '../../files/index.ts';

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
  const bytes = await readRegularFile(path, (size) => {
    if (size > maxTextBytes) throw tooLarge(path, size);
  }).catch((cause: unknown) => {
    throw cause instanceof NominalError ? cause : notRead(path, cause);
  });
  const text = bytes.toString('utf8');
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
