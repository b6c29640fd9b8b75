import type { z } from 'zod';
import { NominalError } from '../../errors/index.ts';
import { readText } from './readText.ts';

/**
 * Reads a JSON file and proves its shape; keys that are not asked for are ignored.
 *
 * @throws NominalError DATASET_LAYOUT that says where it differs, and what `readText` throws.
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
