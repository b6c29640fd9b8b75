import type { z } from 'zod';
import { errorSchema } from './schemas.ts';

/** Responses of a route, with the error that any route may answer with. */
export function withErrors<const Responses extends Record<number, z.ZodType>>(
  responses: Responses,
): Responses & { readonly '4xx': typeof errorSchema; readonly '5xx': typeof errorSchema } {
  return { ...responses, '4xx': errorSchema, '5xx': errorSchema };
}
