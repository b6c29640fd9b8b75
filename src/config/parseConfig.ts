import type { z } from 'zod';
import { NominalError } from '../errors/index.ts';
import { expectedText, jsonWording, type Wording } from './expectedText.ts';
import { suggestion } from './suggestion.ts';

/** Keys whose values are or contain a secret, which no message may repeat. */
const SECRET = /(^|\.)(secret|password|database)$/;

/** Issues for which the schema says more than the message of zod. */
const SAID_BY_SCHEMA: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'invalid_union',
  'too_big',
  'too_small',
] satisfies z.core.$ZodIssueCode[]);

/**
 * Parses a value by a strict object schema.
 *
 * @param wording how the user writes names and values; as in JSON unless told otherwise.
 * @throws NominalError `CONFIG_INVALID` with one sentence per issue; for an unknown key it names the
 *   nearest known one.
 */
export function parseConfig<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  value: unknown,
  what: string,
  wording = jsonWording,
): z.output<typeof schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => describeIssue(issue, schema, wording));
  throw new NominalError('CONFIG_INVALID', {
    what: `the ${what} is not valid: ${sentences.join('; ')}`,
    details: { issues: result.error.issues.map(({ path, message }) => ({ path, message })) },
  });
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodObject, wording: Wording): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape);
    return issue.keys.map((key) => `unknown key "${key}"${suggestion(key, known)}`).join('; ');
  }
  const path = issue.path.join('.');
  const expected = SAID_BY_SCHEMA.has(issue.code)
    ? expectedText(schema, issue.path, wording)
    : undefined;
  const told = issue.input !== undefined && !SECRET.test(path);
  const received = told ? `, received ${wording.value(issue.input)}` : '';
  return `${wording.key(path)}: ${expected === undefined ? issue.message : `expected ${expected}`}${received}`;
}
