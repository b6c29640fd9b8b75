import { type ErrorCode, NominalError } from 'nominal-vision/internal/errors';

const codes: ReadonlySet<ErrorCode> = new Set([
  'STORE_FAILED',
  'STORE_UNAVAILABLE',
  'STORE_IN_USE',
]);

/**
 * Whether an error means that the database failed or does not answer: the operation can be tried again
 * later.
 */
export function isStoreFailure(error: unknown): error is NominalError {
  return error instanceof NominalError && codes.has(error.code);
}

/** What a database refuses because of a constraint. */
export function constraintViolated(cause: unknown): NominalError {
  return new NominalError('STORE_CONFLICT', {
    reason: 'storeContradicted',
    what: 'the new record contradicts what the database holds',
    received: cause instanceof Error ? cause.message : String(cause),
    remedy: 'What it belongs to may have been deleted meanwhile',
    cause,
  });
}
