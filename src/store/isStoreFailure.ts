import { NominalError } from '../errors/index.ts';

/** Whether an error says that the database failed or does not answer: what was asked can be tried again later. */
export function isStoreFailure(error: unknown): error is NominalError {
  return (
    error instanceof NominalError &&
    (error.code === 'STORE_FAILED' || error.code === 'STORE_UNAVAILABLE')
  );
}
