import { NominalError } from '../../errors/index.ts';

/** What says that a detector, or a family of them, is used after it was closed. */
export function closedError(what: 'detector' | 'family', cause?: unknown): NominalError {
  return new NominalError('CLOSED', {
    what: `the ${what} was closed`,
    remedy: 'Close it once nothing is to be inspected any more, or load it again',
    cause,
  });
}
