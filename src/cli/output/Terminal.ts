import type { Progress } from '../../progress.ts';
import { printable } from './printable.ts';

/** Where a command writes: results to `out`, progress and errors to `err`. Tests pass their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal on which a bar can be drawn. */
  readonly interactive: boolean;
  /** Calls back when nobody reads `out` any more, as after `| head`. */
  readonly onOutputLost?: (listener: (cause: Error) => void) => void;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  onOutputLost: (listener) => {
    process.stdout.on('error', listener);
    // If nobody reads the errors, nothing is left to report. Without a listener Node would exit with the code of a verdict.
    process.stderr.on('error', () => undefined);
  },
};

/** A terminal on which text is only ever shown, whoever wrote it: no control character reaches it. */
export function harmless(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(printable(text)),
    err: (text) => terminal.err(printable(text)),
  };
}

/** Shows progress until `stop` is called. */
export interface ProgressView {
  readonly onProgress: (progress: Progress) => void;
  readonly stop: () => void;
}
