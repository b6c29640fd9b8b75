import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../../src/demo/index.ts';
import { script } from '../e2e/nominalScript.ts';
import { temporaryFolder } from '../e2e/parts.ts';
import { program } from './facts.ts';
import { commandLines, inlineCode, shellBlocks } from './shellCommands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(`${root}docs`).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(root + name, 'utf8') }));

const optionsOf = (command: Command): string[] => [
  ...command.options.flatMap(({ long, short }) => [long, short]).filter((flag) => flag != null),
  ...['--help', '-h'],
];
const everyOption = new Set(
  [program, ...program.commands.flatMap((command) => [command, ...command.commands])].flatMap(
    optionsOf,
  ),
);

/** The mistake in a command line of nominal, without the program's name; null if there is none. */
function mistakeIn(line: string): string | null {
  // In a list of commands, as in "backbone list, show", the first one counts.
  const words = (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/,$/, ''));
  let command: Command = program;
  for (const word of words) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) break;
    command = inner;
  }
  const isPlain = /^[a-z][a-z-]*$/.test(words[0] ?? '');
  if (command === program && isPlain) return `no command ${words[0]}`;
  if (command.commands.length > 0 && command !== program && words.length > 1)
    return `no command ${words.slice(0, 2).join(' ')}`;
  const known = command === program ? [...everyOption] : [...optionsOf(command), '--debug'];
  const unknown = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.split('=')[0])
    .filter((flag) => !known.includes(flag));
  return unknown.length === 0 ? null : `${command.name()} has no ${unknown.join(', ')}`;
}

describe.each(pages)('$name', ({ name, text }) => {
  it('names commands and options that exist', () => {
    const inBlocks = shellBlocks(text)
      .flatMap(commandLines)
      .map((line) => /\bnpx nominal (.+)/.exec(line)?.[1]);
    const inProse = inlineCode(text).map((code) => /^(?:npx )?nominal ([a-z].*)/.exec(code)?.[1]);
    const mistakes = [...inBlocks, ...inProse]
      .filter((line) => line !== undefined)
      .map(mistakeIn)
      .filter((mistake) => mistake !== null);
    expect(mistakes).toEqual([]);
  });

  it('names options alone that some command has', () => {
    const flags = inlineCode(text)
      .map((code) => /^(--[a-z][a-z0-9-]*)(?:[ =][^-]*)?$/.exec(code)?.[1])
      .filter((flag) => flag !== undefined);
    expect(flags.filter((flag) => !everyOption.has(flag))).toEqual([]);
  });

  it('calls the program by npx alone, and says where that is safe', () => {
    if (name === 'docs/cli.md') return;
    const lines = shellBlocks(text).flatMap(commandLines);
    expect(lines.filter((line) => /^nominal\b/.test(line))).toEqual([]);
    const calls = lines.some((line) => line.includes('npx nominal'));
    if (calls && name !== 'docs/getting-started.md')
      expect(text).toContain('getting-started.md#install)');
  });
});

it('finds a wrong command, a wrong option and a wrong inner command', () => {
  expect(mistakeIn('fitt good')).toBe('no command fitt');
  expect(mistakeIn('fit good --ouut part.nominal')).toBe('fit has no --ouut');
  expect(mistakeIn('fleet setupp')).toBe('no command fleet setupp');
  expect(mistakeIn('fit good --out part.nominal')).toBeNull();
});

describe.skipIf(process.platform === 'win32')('getting started (skipped on Windows)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const counts = { trainGood: 10, testGood: 10, testDefective: 8 };
    const size = { height: 96, width: 96 };
    await writeDataset(join(folder, 'nominal-demo/cap'), {
      category: 'cap',
      seed: 0,
      ...counts,
      ...size,
    });
    // Stands in for npx: runs the checkout's program with less work, on the images above.
    await mkdir(join(folder, 'bin'));
    const npx = `#!/usr/bin/env bash
shift
case "$1" in
  demo) exit 0 ;;
  fit | screen | evaluate) set -- "$@" --size 64 --bank-rows 100 ;;
esac
'${process.execPath}' '${script}' "$@"
code=$?
echo "$code $*" >>'${join(folder, 'codes')}'
exit $code
`;
    await writeFile(join(folder, 'bin/npx'), npx);
    await writeFile(join(folder, 'bin/npm'), '#!/usr/bin/env bash\n');
    for (const name of ['npx', 'npm']) await chmod(join(folder, 'bin', name), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('runs command by command, in the order of the page, without an error', async () => {
    const page = readFileSync(`${root}docs/getting-started.md`, 'utf8');
    const blocks = shellBlocks(page);
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    const output: string[] = [];
    for (const block of blocks) {
      const run = await promisify(execFile)('bash', ['-c', block], { cwd: folder, env }).catch(
        (error: unknown) => error as { stdout: string; stderr: string },
      );
      output.push(run.stdout + run.stderr);
    }
    const runs = (await readFile(join(folder, 'codes'), 'utf8')).trim().split('\n');
    const failed = runs.filter((run) => !/^[01] /.test(run));
    expect(failed, output.join('\n')).toEqual([]);
    const named = blocks.flatMap(commandLines).filter((line) => line.includes('npx nominal'));
    const demos = named.filter((line) => line.includes('nominal demo'));
    expect(runs).toHaveLength(named.length - demos.length);
  });
});
