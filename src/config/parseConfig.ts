import type { z } from 'zod';
import { NominalError, valueText } from '../errors/index.ts';
import { suggestion } from './suggestion.ts';

/** Keys whose values are or contain a secret, which no message may repeat. */
const SECRET = /(^|\.)(secret|password|database)$/;

/**
 * Parses a value by a strict object schema.
 *
 * @throws NominalError `CONFIG_INVALID` with one sentence per issue; for an unknown key it names the
 *   nearest known one.
 */
export function parseConfig<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  value: unknown,
  what: string,
): z.output<typeof schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const known = Object.keys(schema.shape);
  const sentences = result.error.issues.map((issue) => describeIssue(issue, known));
  throw new NominalError('CONFIG_INVALID', {
    what: `the ${what} is not valid: ${sentences.join('; ')}`,
    details: { issues: result.error.issues.map(({ path, message }) => ({ path, message })) },
  });
}

function describeIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `unknown key "${key}"${suggestion(key, known)}`).join('; ');
  }
  const told = issue.input !== undefined && !SECRET.test(issue.path.join('.'));
  const value = told ? ` (received ${valueText(issue.input)})` : '';
  return `"${issue.path.join('.')}": ${issue.message}${value}`;
}
