import { readFile } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';

/**
 * The values of a JSON Lines file, empty lines left out.
 *
 * @throws NominalError INPUT_NOT_FOUND, or DATASET_LAYOUT that names the line that is no JSON.
 */
export async function readJsonLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} does not exist or may not be read`,
      details: { path },
      cause,
    });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line, i): unknown => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `line ${i + 1} of ${path} is not JSON`,
        expected: 'one JSON value in each line',
        received: line.slice(0, 200),
        details: { path, line: i + 1 },
        cause,
      });
    }
  });
}
