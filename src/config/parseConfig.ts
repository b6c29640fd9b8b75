import type { z } from 'zod';
import { NominalError, valueText } from '../errors/index.ts';
import { closest, distance } from 'fastest-levenshtein';

/** Keys whose values are or hold a secret: no message repeats them. */
const SECRET = /(^|\.)(secret|password|database)$/;

/**
 * Parses a value by a strict object schema.
 *
 * @throws NominalError `CONFIG_INVALID`: one sentence per issue; an unknown key is answered with the
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

/** ", did you mean …?" where a known name is near enough to be a slip of the fingers. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3)
    ? `, did you mean "${nearest}"?`
    : '';
}
