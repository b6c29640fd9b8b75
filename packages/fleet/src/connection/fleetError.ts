import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { NominalError } from 'nominal-vision/internal/errors';

/** JetStream error codes for "no room left": in a stream, an account, or on a server's disk. */
const FULL = new Set([10_002, 10_023, 10_028, 10_047, 10_077]);
/** Codes of JetStream for a stream or consumer that is not there, and for JetStream switched off. */
const ABSENT = new Set([10_014, 10_039, 10_059, 10_076]);

/**
 * Turns an error of the NATS client into one for users; a `NominalError` is returned unchanged.
 *
 * @param what was to be done: "the image cannot be handed in".
 */
export function fleetError(cause: unknown, what: string): NominalError {
  if (cause instanceof NominalError) return cause;
  const received = cause instanceof Error ? cause.message : String(cause);
  const root = rootOf(cause);
  if (
    root instanceof errors.AuthorizationError ||
    root instanceof errors.PermissionViolationError
  ) {
    return new NominalError('FLEET_DENIED', {
      what,
      received,
      remedy: 'Check the credentials and their permissions',
      cause,
    });
  }
  if (root instanceof JetStreamApiError && FULL.has(root.code)) {
    return new NominalError('FLEET_FULL', {
      what,
      received,
      remedy: 'Try again later, add workers, or give the stream more room',
      details: { retryAfterS: 5 },
      cause,
    });
  }
  if (root instanceof JetStreamApiError && ABSENT.has(root.code)) {
    return new NominalError('FLEET_NOT_SET_UP', {
      what,
      received,
      remedy: 'Run "nominal fleet setup", on a server with JetStream',
      cause,
    });
  }
  return new NominalError('FLEET_UNREACHABLE', {
    what,
    received,
    remedy: 'Check the address, and that the NATS servers run',
    cause,
  });
}

/** The innermost error: the client wraps the server's answer. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}
