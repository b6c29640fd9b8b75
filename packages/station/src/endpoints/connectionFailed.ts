import { NominalError } from 'nominal-vision/internal/errors';
import { shownUrl } from './secrets.ts';

/** A broker or a receiver cannot be reached, or refuses. */
export function connectionFailed(url: string, cause: unknown): NominalError {
  return new NominalError('CONNECTION_FAILED', {
    reason: 'connectionFailed',
    what: `${shownUrl(url)} cannot be reached, or refuses`,
    received: cause instanceof Error ? cause.message : String(cause),
    cause,
    details: {
      address: shownUrl(url),
      received: cause instanceof Error ? cause.message : String(cause),
    },
  });
}
