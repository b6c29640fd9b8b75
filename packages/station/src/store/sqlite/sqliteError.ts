import { NominalError } from 'nominal-vision/internal/errors';
import { constraintViolated } from '../failures.ts';

/**
 * What went wrong with SQLite: `STORE_UNAVAILABLE` if another process has locked the file,
 * `STORE_CONFLICT` if a constraint was violated, else `STORE_FAILED`.
 */
export function sqliteError(
  cause: unknown,
  what = 'the database cannot do what was asked',
): NominalError {
  const received = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) {
    return new NominalError('STORE_UNAVAILABLE', {
      reason: 'storeLocked',
      what: 'the database is locked by another process',
      received,
      remedy: 'Look for a backup or another program that has its file open for writing',
      details: { retryAfterS: 5 },
      cause,
    });
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) return constraintViolated(cause);
  return new NominalError('STORE_FAILED', {
    reason: 'storeFailed',
    what,
    received,
    remedy: 'Check that the data folder may be written to, and its disk: it may be full or damaged',
    cause,
    details: { received },
  });
}
