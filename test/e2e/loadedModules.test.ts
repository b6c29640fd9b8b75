import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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
  return { out, modules: await listedIn(folder) };
}

/** Modules that the given code loads in a Node of its own, in the checkout. */
async function modulesOfCode(code: string): Promise<string[]> {
  const folder = await temporaryFolder();
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, NODE_V8_COVERAGE: folder },
  });
  return listedIn(folder);
}

async function listedIn(folder: string): Promise<string[]> {
  const [name] = await readdir(folder);
  const { result } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Coverage;
  return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
}

/** What a command runs needs up to 700 modules, which take half a second of processor time. */
const FEW = 40;

describe('modules that a command line loads', () => {
  it.each([['--help'], ['--version'], ['help'], ['inspcet']])(
    'are few for nominal %s, which runs no command',
    async (arg) => {
      const { modules } = await modulesOf(arg);
      expect(modules.length).toBeGreaterThan(10);
      expect(modules.length).toBeLessThan(FEW);
    },
  );

  it('are few for the options of all commands together: what they run is not among them', async () => {
    const modules = await modulesOfCode(`
      import { Command } from 'commander';
      import { addOwnCommands } from './dist/cli/ownCommands.js';
      const program = new Command();
      await addOwnCommands(program, {}, null);
      if (program.commands.length < 16) throw new Error('commands are missing');
    `);
    const own = modules.filter((url) => url.includes('/dist/'));
    const rooms = new Set(own.map((url) => /\/dist\/(\w+)\//.exec(url)?.[1]));
    expect([...rooms].sort()).toEqual(['cli', 'config', 'core', 'errors']);
    expect(own.length).toBeLessThan(80);
    const libraries = modules.map((url) => /\/node_modules\/([^/]+)\//.exec(url)?.[1] ?? []);
    expect([...new Set(libraries.flat())].sort()).toEqual(['commander', 'zod']);
  });

  it('are those of the command whose help is asked for', async () => {
    const { out, modules } = await modulesOf('help', 'verify');
    expect(out).toContain('Usage: nominal verify [options] <file>');
    const commands = modules.filter((url) => url.includes('/dist/cli/commands/'));
    expect(commands.map((url) => url.split('/').at(-1))).toEqual(['verify.js']);
  });
});
