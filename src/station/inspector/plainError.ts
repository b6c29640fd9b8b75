import { NominalError } from '../../errors/index.ts';
import type { PlainError } from './messages.ts';

/** An error as another process can receive it. */
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

/** The error that another process sent, with its own message. */
export function nominalError({ code, message, details }: PlainError): NominalError {
  return new NominalError(code, { what: message.replace(/\.$/, ''), details });
}
