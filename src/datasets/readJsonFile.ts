import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { NominalError } from '../errors/index.ts';

/** Largest list that is read: those of COCO and Real-IAD have some 100 MB. */
const maxBytes = 1 << 29;

/**
 * Reads a JSON file and proves its shape; keys that are not asked for are ignored.
 *
 * @throws NominalError DATASET_LAYOUT that says where it differs, INPUT_NOT_FOUND.
 */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const result = schema.safeParse(parse(path, await readText(path)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} is not the list that was looked for: "${issue.path.join('.')}": ${issue.message}`,
    details: { path, issues: result.error.issues.slice(0, 10) },
  });
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= maxBytes) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} does not exist or may not be read`,
      details: { path },
      cause,
    });
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} is too large for a list of images`,
    expected: `at most ${maxBytes} bytes`,
    details: { path },
  });
}

function parse(path: string, text: string): unknown {
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
