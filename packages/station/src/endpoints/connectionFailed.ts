import { NominalError } from 'nominal-vision/internal/errors';
import { shownUrl } from './secrets.ts';

/** A broker or a receiver cannot be reached, or refuses. */
export function connectionFailed(url: string, cause: unknown): NominalError {
  return new NominalError('CONNECTION_FAILED', {
    what: `${shownUrl(url)} cannot be reached, or refuses`,
    received: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
