import type { FastifyRequest } from 'fastify';
import { NominalError } from 'nominal-vision/internal/errors';
import { nameSchema } from './schemas.ts';

/** Header in which a person at a shared terminal says who he is: his name, percent-encoded. */
export const PERSON_HEADER = 'nominal-person';

/**
 * Who is noted as the author of a change. A name that was only stated stands before what the token
 * proves, and is marked: no statement reads like a token.
 */
export function authorText(proved: string, stated: string | null): string {
  return stated === null ? proved : `${stated} (stated), ${proved}`;
}

/** The name that a person states; null if he states none. @throws NominalError `REQUEST_INVALID`. */
export function statedName({ headers }: FastifyRequest): string | null {
  const header = headers[PERSON_HEADER];
  if (header === undefined || header === '') return null;
  const name = nameSchema.safeParse(typeof header === 'string' ? decoded(header) : null);
  if (name.success) return name.data;
  throw new NominalError('REQUEST_INVALID', {
    what: `the header ${PERSON_HEADER} holds no name`,
    expected: 'at most 100 printable characters, percent-encoded',
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
