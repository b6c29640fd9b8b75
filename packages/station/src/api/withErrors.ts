import { z } from 'zod';
import { errorSchema } from './schemas.ts';

/** The error that any route may answer with. */
const errors = { '4xx': errorSchema, '5xx': errorSchema } as const;

/** Responses of a route that answers with JSON. */
export function withErrors<const Responses extends Record<number, z.ZodType>>(
  responses: Responses,
): Responses & typeof errors {
  return { ...responses, ...errors };
}

/** Responses of a route that answers with a file or a stream of one of some media types. */
export function withFile(...mediaTypes: readonly string[]) {
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: z.any() }]));
  return { 200: { description: 'As asked for', content }, ...errors };
}
