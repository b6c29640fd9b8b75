import { readRegularFile } from '../../../files/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { verifyExported } from '../../../export/index.ts';
import type { CommandContext } from '../../context.ts';
import { inLine } from '../../output/printable.ts';

/** Maximum number of differences printed. */
const PRINTED = 5;

/** What `nominal verify` does. */
export async function runVerify(
  path: string,
  flags: { readonly json?: boolean },
  { terminal, exitWith, signal }: CommandContext,
): Promise<void> {
  const { manifest, differences, compared } = await verifyExported(await read(path), path, {
    signal,
  });
  const equal = differences.length === 0;
  if (flags.json === true) {
    terminal.out(`${JSON.stringify({ path, equal, compared, differences, manifest })}\n`);
  } else if (equal) {
    terminal.out(
      `${inLine(path)} is whole; ${compared} values of its self-test are as expected.\n`,
    );
  } else {
    const lines = differences
      .slice(0, PRINTED)
      .map(
        ({ name, expected, received }) => `${inLine(name)}: expected ${expected}, is ${received}\n`,
      );
    terminal.out(
      `${inLine(path)} is whole, but ${differences.length} of ${compared} values of its self-test differ on this machine:\n${lines.join('')}`,
    );
  }
  if (!equal) exitWith(1);
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the file ${path} cannot be read`,
      remedy: 'Check the path, or write the file with "nominal export"',
      cause,
    });
  }
}
