import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { NominalError } from '../../errors/index.ts';
import { verifyExported } from '../../export/index.ts';
import type { CommandContext } from '../context.ts';

/** As many differences are printed. */
const PRINTED = 5;

/** `nominal verify`: whether an exported file is whole and does what it did when it was written. */
export function addVerifyCommand(
  program: Command,
  { terminal, exitWith, signal }: CommandContext,
): void {
  program
    .command('verify')
    .description('Check a file written by "nominal export" and run its self-test on this machine')
    .argument('<file>', 'file written by "nominal export"')
    .option('--json', 'print one JSON object')
    .action(async (path: string, flags: { readonly json?: boolean }) => {
      const { manifest, differences, compared } = await verifyExported(await read(path), path, {
        signal,
      });
      const equal = differences.length === 0;
      if (flags.json === true) {
        terminal.out(`${JSON.stringify({ path, equal, compared, differences, manifest })}\n`);
      } else if (equal) {
        terminal.out(`${path} is whole; ${compared} values of its self-test are as expected.\n`);
      } else {
        const lines = differences
          .slice(0, PRINTED)
          .map(({ name, expected, received }) => `${name}: expected ${expected}, is ${received}\n`);
        terminal.out(
          `${path} is whole, but ${differences.length} of ${compared} values of its self-test differ on this machine:\n${lines.join('')}`,
        );
      }
      if (!equal) exitWith(1);
    });
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the file ${path} cannot be read`,
      remedy: 'Check the path, or write the file with "nominal export"',
      cause,
    });
  }
}
