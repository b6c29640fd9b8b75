import { progressView } from './output/progressView.ts';
import type { ProgressView, Terminal } from './output/Terminal.ts';

/** What every command is given: where to write and when to stop. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The command line, quoted so that it can be typed again. */
  readonly commandLine: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows progress in the way that the flags ask for. */
  readonly progress: (flags: {
    readonly json?: boolean;
    readonly quiet?: boolean;
    /** Whether to print lines even where a bar could be drawn. */
    readonly lines?: boolean;
  }) => ProgressView;
  /** Sets the exit code of the process for the case that nothing fails. */
  readonly exitWith: (code: number) => void;
}

/** @param args arguments of the command line, without the program's own name. @param exitWith receives the exit code of a command that did not fail. */
export function commandContext(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  exitWith: (code: number) => void,
): CommandContext {
  return {
    terminal,
    commandLine: ['nominal', ...args.map(quoted)].join(' '),
    signal,
    exitWith,
    progress: ({ json, quiet, lines }) =>
      progressView(terminal, quiet ? 'quiet' : json ? 'json' : lines ? 'lines' : 'auto'),
  };
}

/** An argument, quoted for a shell if necessary. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument)
    ? argument
    : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
