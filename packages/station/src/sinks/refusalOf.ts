import { NominalError, type PlainError, plainError } from 'nominal-vision/internal/errors';

/** Why a message was not taken; what the library of a protocol says is that of the other side. */
export function refusalOf(error: unknown): PlainError {
  if (error instanceof NominalError) return plainError(error);
  const message = error instanceof Error ? error.message : String(error);
  const details = { received: message };
  return { code: 'CONNECTION_FAILED', reason: 'messageRefused', message, details };
}
