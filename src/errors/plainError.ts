import type { ErrorCode } from './codes.ts';
import { NominalError } from './NominalError.ts';

/** An error in the form that is sent between processes or threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Converts an error to the form that is sent to another process or thread. */
export function plainError(error: unknown): PlainError {
  if (error instanceof NominalError) {
    const { code, message, details } = error;
    return { code, message, details: JSON.parse(JSON.stringify(details)) as PlainError['details'] };
  }
  return {
    code: 'INTERNAL',
    message: `something went wrong that should not: ${error instanceof Error ? error.message : String(error)}.`,
    details: {},
  };
}

/** Restores the error that another process or thread sent, with its original message. */
export function nominalError({ code, message, details }: PlainError): NominalError {
  return new NominalError(code, { what: message.replace(/\.$/, ''), details });
}
