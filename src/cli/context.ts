import { progressView } from './progressView.ts';
import type { ProgressView, Terminal } from './Terminal.ts';

/** What every command gets: where to write, and when to stop. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows progress as the flags ask. */
  readonly progress: (flags: { readonly json?: boolean; readonly quiet?: boolean }) => ProgressView;
  /** Sets the exit code that the process ends with if nothing fails. */
  readonly exitWith: (code: number) => void;
}

/** @param exitWith receives the exit code of a command that did not fail. */
export function commandContext(
  terminal: Terminal,
  signal: AbortSignal,
  exitWith: (code: number) => void,
): CommandContext {
  return {
    terminal,
    signal,
    exitWith,
    progress: ({ json, quiet }) => progressView(terminal, quiet ? 'quiet' : json ? 'json' : 'auto'),
  };
}
