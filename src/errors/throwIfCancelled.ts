import { NominalError } from './NominalError.ts';

/** @throws NominalError `CANCELLED` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new NominalError('CANCELLED', {
      reason: 'workCancelled',
      what: 'the work was cancelled',
      cause: signal.reason,
    });
  }
}
