import process from 'node:process';
import type { Terminal } from './output/Terminal.ts';

/**
 * Runs a server for weeks: a rejection that nothing handles is printed and does not end the process.
 * Each such rejection is a bug in nominal, but stopping an inspection line for it would be another.
 */
export async function keepServing<Result>(
  terminal: Terminal,
  serve: () => Promise<Result>,
): Promise<Result> {
  const tell = (reason: unknown) => {
    const stack = reason instanceof Error ? reason.stack : String(reason);
    terminal.err(
      `nominal: something went wrong that should not, and it goes on: ${stack} [INTERNAL]\n`,
    );
  };
  process.on('unhandledRejection', tell);
  try {
    return await serve();
  } finally {
    process.off('unhandledRejection', tell);
  }
}
