import process from 'node:process';
import type { Terminal } from './output/Terminal.ts';

/**
 * Does what serves, for weeks, and lets no failure that nobody waited for end it: it is told, and
 * everything else goes on. Each such failure is a mistake in nominal; losing the line for it would be
 * another.
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
