import type { z } from 'zod';
import { NominalError } from '../../errors/index.ts';
import { readLines, readText, type TextLine } from './readText.ts';

/**
 * Reads a JSON file and validates it; keys that the schema does not name are ignored.
 *
 * @throws NominalError DATASET_LAYOUT that names the first key that differs, and as {@link readText} does.
 */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const result = schema.safeParse(parseFile(path, await readText(path)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} is not the list that was looked for: "${issue.path.join('.')}": ${issue.message}`,
    details: { path, issues: result.error.issues.slice(0, 10) },
  });
}

/** One line of a JSON Lines file. */
export interface JsonLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * The values of a JSON Lines file, without empty lines.
 *
 * @throws NominalError DATASET_LAYOUT that names the line that is not JSON, and as {@link readText} does.
 */
export async function readJsonLines(path: string): Promise<JsonLine[]> {
  const lines = await readLines(path);
  return lines.map((one) => ({ line: one.line, value: parseLine(path, one) }));
}

function parseFile(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${path} is not JSON`,
      details: { path },
      cause,
    });
  }
}

function parseLine(path: string, { line, text }: TextLine): unknown {
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
