import { Command, CommanderError } from 'commander';
import { codeOfCause, NominalError } from '../errors/index.ts';
import { version } from '../version.ts';
import { addPackagedCommands } from './commandPackages.ts';
import { type CommandContext, commandContext } from './context.ts';
import { addOwnCommands } from './ownCommands.ts';
import { inLine } from './output/printable.ts';
import { harmless, processTerminal, type Terminal } from './output/Terminal.ts';

/** Exit code of a wrong command line. */
const USAGE_EXIT_CODE = 2;

/**
 * Runs one command line.
 *
 * @param args without the program's own name.
 * @returns the exit code: 0 all nominal or done, 1 at least one image anomalous, ≥ 2 an error (see the error table).
 */
export async function main(
  args: readonly string[],
  unguarded: Terminal = processTerminal,
): Promise<number> {
  const terminal = harmless(unguarded);
  const cancellation = new AbortController();
  const cancel = () => cancellation.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  let exitCode = 0;
  let outputLost: NominalError | undefined;
  terminal.onOutputLost?.((cause) => {
    outputLost ??= new NominalError('OUTPUT_FAILED', {
      what:
        codeOfCause(cause) === 'EPIPE'
          ? 'the results cannot be printed: standard output was closed'
          : `the results cannot be printed: standard output cannot be written (${codeOfCause(cause)})`,
      cause,
    });
    // Set here too, because the loss may be noticed only after the last line.
    process.exitCode = outputLost.exitCode;
    cancel();
  });
  const context = commandContext(args, terminal, cancellation.signal, (code) => {
    exitCode = code;
  });
  const fail = (error: unknown) => reportError(error, terminal, args.includes('--debug'));
  try {
    const program = await createProgram(context, args);
    await program.parseAsync(args, { from: 'user' });
    return outputLost === undefined ? exitCode : fail(outputLost);
  } catch (error) {
    return fail(outputLost ?? error);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

/**
 * The whole command line.
 *
 * @param args its arguments; null for the generated reference, which names every option of every command.
 * @throws NominalError `PACKAGE_MISSING` if the given command belongs to a package that is not installed.
 */
export async function createProgram(
  context: CommandContext,
  args: readonly string[] | null,
): Promise<Command> {
  const program = new Command('nominal')
    .description(
      'Finds what is not nominal in images of parts, having learned from good images alone',
    )
    .version(version)
    .option('--debug', 'print stack traces of errors')
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({
      writeOut: context.terminal.out,
      writeErr: context.terminal.err,
      outputError: (text, write) => write(`${usageErrorText(text)}\n`),
    })
    .exitOverride();
  const given = args === null ? null : givenCommand(args);
  await addOwnCommands(program, context, given);
  await addPackagedCommands(program, context, given);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** Name of the command that the arguments run, or ask for the help of; empty if they name none. */
function givenCommand(args: readonly string[]): string {
  const words = args.filter((arg) => !arg.startsWith('-'));
  return (words[0] === 'help' ? words[1] : words[0]) ?? '';
}

/** The message for a wrong command line. Its arguments may hold any file name, from a pattern that the shell expanded. */
function usageErrorText(text: string): string {
  const suggestion = '\n(Did you mean ';
  return text.trimEnd().split(suggestion).map(inLine).join(suggestion);
}

function reportError(error: unknown, terminal: Terminal, debug: boolean): number {
  // Commander has already printed its own message; help and version are not errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  const known = error instanceof NominalError ? error : unexpected(error);
  terminal.err(`nominal: ${inLine(known.message)} [${known.code}]\n`);
  if (debug) terminal.err(`${stackOf(error)}\n`);
  return known.exitCode;
}

function unexpected(cause: unknown): NominalError {
  return new NominalError('INTERNAL', {
    what: `something went wrong that should not: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Run it again with --debug and report what it prints',
    cause,
  });
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return inLine(String(error));
  const stack = `${error.stack}`.replace(error.message, () => inLine(error.message));
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}
