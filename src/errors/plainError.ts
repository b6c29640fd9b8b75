import type { ErrorCode } from './codes.ts';
import { type ErrorParts, NominalError } from './NominalError.ts';
import type { ErrorReason } from './reasons.ts';

/** An error in the form that is sent between processes or threads. */
export interface PlainError {
  readonly code: ErrorCode;
  /** Absent where there is none. */
  readonly reason?: ErrorReason | undefined;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Converts an error to the form that is sent to another process or thread. */
export function plainError(error: unknown): PlainError {
  if (error instanceof NominalError) {
    const { code, reason, message, details } = error;
    return {
      code,
      ...(reason === null ? {} : { reason }),
      message,
      details: JSON.parse(JSON.stringify(details)) as PlainError['details'],
    };
  }
  return {
    code: 'INTERNAL',
    reason: 'programmingMistake',
    message: `something went wrong that should not: ${error instanceof Error ? error.message : String(error)}.`,
    details: {},
  };
}

/** Restores the error that another process or thread sent, with its original message. */
export function nominalError({ code, message, reason, details }: PlainError): NominalError {
  // Whoever sent it gave its details the facts of its reason.
  const parts = { what: message.replace(/\.$/, ''), reason, details } as ErrorParts;
  return new NominalError(code, parts);
}
