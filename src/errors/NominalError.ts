import { type ErrorCode, errorCodes } from './codes.ts';
import type { ErrorFacts, ErrorReason } from './reasons.ts';

/** Machine-readable facts for logs and clients. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The parts of an error message; each is a full phrase that a user understands without the code. */
export interface ErrorWords {
  /** What failed, naming the file, option or value: "bolt.png cannot be decoded". */
  readonly what: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What was found instead. */
  readonly received?: string;
  /** What the user can do about it. */
  readonly remedy?: string;
  /** The underlying error, kept for `--debug`. */
  readonly cause?: unknown;
}

/** What exactly failed, with the facts that belong to it. */
export type ErrorReasoned = {
  [Reason in ErrorReason]: keyof ErrorFacts<Reason> extends never
    ? { readonly reason: Reason; readonly details?: ErrorDetails }
    : { readonly reason: Reason; readonly details: ErrorDetails & ErrorFacts<Reason> };
}[ErrorReason];

/** What an error is made of; an error that hardly anybody meets has no reason. */
export type ErrorParts = ErrorWords &
  (ErrorReasoned | { readonly reason?: undefined; readonly details?: ErrorDetails });

/** The one error class of the public surface: a code from {@link errorCodes} and a message in plain words. */
export class NominalError extends Error {
  /** The entry of the error table; branch on this. */
  readonly code: ErrorCode;
  /** What exactly failed, of those that have a name; null for an error that only its message describes. */
  readonly reason: ErrorReason | null;
  /** Machine-readable facts, empty if there are none. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, parts: ErrorParts) {
    super(composeMessage(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'NominalError';
    this.code = code;
    this.reason = parts.reason ?? null;
    this.details = parts.details ?? {};
  }

  /** The JSON that the command line prints; by default, JSON does not include an error's message. */
  toJSON(): { readonly code: ErrorCode; readonly message: string } {
    return { code: this.code, message: this.message };
  }

  /** Exit code of the command line for this error. */
  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }

  /** HTTP status for this error. */
  get httpStatus(): number {
    return errorCodes[this.code].httpStatus;
  }
}

/**
 * Maximum number of characters of each part of a message. `received` comes from files and requests of any
 * size; the other parts name paths, and `what` may be a whole message composed by another process.
 */
const MOST_CHARACTERS = { what: 4000, expected: 2000, received: 500, remedy: 1000 } as const;

function composeMessage(parts: ErrorParts): string {
  const part = (name: keyof typeof MOST_CHARACTERS) =>
    shortened(parts[name], MOST_CHARACTERS[name]);
  const sentences = [part('what') ?? ''];
  const [expected, received, remedy] = [part('expected'), part('received'), part('remedy')];
  if (expected !== undefined) sentences.push(`expected ${expected}`);
  if (received !== undefined) sentences.push(`received ${received}`);
  const head = ended(sentences.join('; '));
  return remedy === undefined ? head : `${head} ${ended(remedy)}`;
}

/** Adds a period to a sentence unless it is a question. */
function ended(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}

/** Shortens a long text to its beginning, its length and its end. */
function shortened(text: string | undefined, most: number): string | undefined {
  if (text === undefined || text.length <= most) return text;
  const end = Math.floor(most / 4);
  return `${text.slice(0, most - end)} … (${text.length} characters) … ${text.slice(-end)}`;
}
