import { NominalError } from '../../errors/index.ts';

/** The error for a detector, or a family of them, that is used after it was closed. */
export function closedError(what: 'detector' | 'family', cause?: unknown): NominalError {
  return new NominalError('CLOSED', {
    what: `the ${what} was closed`,
    remedy: 'Close it after the last inspection, or load it again',
    cause,
  });
}
