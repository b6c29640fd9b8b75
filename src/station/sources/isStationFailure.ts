import type { ErrorCode } from '../../errors/index.ts';

const codes: ReadonlySet<ErrorCode> = new Set([
  'CONFLICT',
  'NOT_FOUND',
  'STOPPING',
  'WORKER_FAILED',
  'STORE_FAILED',
  'STORE_UNAVAILABLE',
]);

/** Whether an error is the station's rather than an image's: the image is tried again. */
export function isStationFailure(code: ErrorCode): boolean {
  return codes.has(code);
}
