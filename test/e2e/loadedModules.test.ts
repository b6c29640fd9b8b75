import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './parts.ts';
import { spawnNominal } from './spawnNominal.ts';

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Modules of files that a command line loads, by the list that Node writes for coverage. */
async function modulesOf(...args: string[]): Promise<{ out: string; modules: string[] }> {
  const folder = await temporaryFolder();
  const { out } = await spawnNominal(args, { env: { NODE_V8_COVERAGE: folder } });
  const [name] = await readdir(folder);
  const { result } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Coverage;
  return { out, modules: result.map(({ url }) => url).filter((url) => url.startsWith('file:')) };
}

/** All commands together load about 700 modules, which takes half a second of processor time. */
const FEW = 60;

describe('modules that a command line loads', () => {
  it.each([['--help'], ['--version'], ['help'], ['inspcet']])(
    'are few for nominal %s, which runs no command',
    async (arg) => {
      const { modules } = await modulesOf(arg);
      expect(modules.length).toBeGreaterThan(10);
      expect(modules.length).toBeLessThan(FEW);
    },
  );

  it('do not include the image library where no image is decoded', async () => {
    const { out, modules } = await modulesOf('show', '--help');
    expect(out).toContain('--setters');
    expect(modules.filter((url) => url.includes('/node_modules/sharp/'))).toEqual([]);
  });

  it('are those of the command whose help is asked for', async () => {
    const { out, modules } = await modulesOf('help', 'verify');
    expect(out).toContain('Usage: nominal verify [options] <file>');
    const commands = modules.filter((url) => url.includes('/dist/cli/commands/'));
    expect(commands.map((url) => url.split('/').at(-1))).toEqual(['verify.js']);
  });
});
