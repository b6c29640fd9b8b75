import { NominalError } from '../../errors/index.ts';
import { readLines, type TextLine } from './readLines.ts';

/** One line of a JSON Lines file. */
export interface JsonLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * The values of a JSON Lines file, empty lines left out.
 *
 * @throws NominalError DATASET_LAYOUT that names the line that is no JSON, and what `readText` throws.
 */
export async function readJsonLines(path: string): Promise<JsonLine[]> {
  const lines = await readLines(path);
  return lines.map((one) => ({ line: one.line, value: parse(path, one) }));
}

function parse(path: string, { line, text }: TextLine): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `line ${line} of ${path} is not JSON`,
      expected: 'one JSON value in each line',
      received: text.slice(0, 200),
      details: { path, line },
      cause,
    });
  }
}
