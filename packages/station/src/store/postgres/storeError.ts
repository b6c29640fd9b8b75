import pg from 'pg';
import { NominalError } from 'nominal-vision/internal/errors';
import { constraintViolated } from '../failures.ts';

/** Classes and codes of SQLSTATE for which the same can be asked again a little later. */
const PASSING = [
  '08', // the connection
  '40001', // transactions that met each other
  '40P01',
  '53300', // connections all in use
  '57P01', // the server is being stopped, has ended its processes, or is being started
  '57P02',
  '57P03',
  '25P03', // the transaction stood still for too long
] as const;

/**
 * What went wrong with PostgreSQL: `STORE_UNAVAILABLE` if it may be asked again, `STORE_CONFLICT` if a
 * constraint was violated, else `STORE_FAILED`. An error that the server has not sent is a failure of
 * the connection to it.
 */
export function storeError(cause: unknown): NominalError {
  const received = cause instanceof Error ? cause.message : String(cause);
  const state = cause instanceof pg.DatabaseError ? (cause.code ?? '') : null;
  if (state === null || PASSING.some((passing) => state.startsWith(passing))) {
    return new NominalError('STORE_UNAVAILABLE', {
      reason: 'storeSilent',
      what: 'the database does not answer',
      received,
      remedy: 'Check that PostgreSQL runs and can be reached; it is asked again meanwhile',
      details: { received, retryAfterS: 5 },
      cause,
    });
  }
  // Class 23: a constraint was violated.
  if (state.startsWith('23')) return constraintViolated(cause);
  return new NominalError('STORE_FAILED', {
    reason: 'storeFailed',
    what: 'the database cannot do what was asked',
    received,
    remedy: "Check the database's address, its user's rights and the server's log",
    cause,
    details: { received },
  });
}
