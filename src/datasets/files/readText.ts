import { constants } from 'node:buffer';
import { codeOfCause, NominalError } from '../../errors/index.ts';
import { readRegularFile } from '../../files/index.ts';

/**
 * Size limit of a list, in bytes: the longest string that Node.js can hold (about 537 million
 * characters, each of at least a byte). Lists of COCO and Real-IAD have about 100 MB.
 */
export const maxTextBytes = constants.MAX_STRING_LENGTH;

/**
 * Reads a UTF-8 text file, without the byte order mark that some programs write.
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

/** One line of a text file. */
export interface TextLine {
  /** Its number in the file as editors show it: from 1, counting empty lines. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a text file, without empty ones.
 *
 * @throws NominalError as {@link readText} does.
 */
export async function readLines(path: string): Promise<TextLine[]> {
  const lines = (await readText(path)).split(/\r?\n/).map((text, i) => ({ line: i + 1, text }));
  return lines.filter(({ text }) => text.trim() !== '');
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
  const reason = codeOfCause(cause);
  return new NominalError('INPUT_NOT_FOUND', {
    what: reason === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${reason})`,
    remedy: 'Check the path and its permissions',
    details: { path, reason },
    cause,
  });
}
