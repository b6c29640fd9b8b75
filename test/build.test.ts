import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const script = join(root, 'scripts/build.mjs');

/** Runs the build of a checkout; rejects if it fails. */
async function build(cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd });
  return stdout.trim().split('\n').at(-1) ?? '';
}

it('the tests run on a build of these very sources', async () => {
  expect(await build(root)).toBe('build: current');
});

describe('the build', () => {
  let checkout = '';
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(checkout, name)), { recursive: true });
    await writeFile(join(checkout, name), text);
  };

  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'nominal-build-'));
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
    const compile = 'mkdir -p dist && cp src/*.ts dist && test ! -e src/broken.ts';
    await write('package.json', JSON.stringify({ scripts: { compile } }));
    await write('src/part.ts', '1');
  });
  afterEach(() => rm(checkout, { recursive: true }));

  it('runs once for the same sources, and again when one changes, comes or goes', async () => {
    expect(await build(checkout)).toBe('build: done');
    expect(await build(checkout)).toBe('build: current');
    await write('src/part.ts', '2');
    expect(await build(checkout)).toBe('build: done');
    expect(await readFile(join(checkout, 'dist/part.ts'), 'utf8')).toBe('2');
    await write('src/more.ts', '3');
    expect(await build(checkout)).toBe('build: done');
    await rm(join(checkout, 'src/part.ts'));
    expect(await build(checkout)).toBe('build: done');
    expect(existsSync(join(checkout, 'dist/part.ts'))).toBe(false);
  });

  it('does not run again for a test that changes', async () => {
    await build(checkout);
    await write('src/part.test.ts', '1');
    expect(await build(checkout)).toBe('build: current');
  });

  it('runs again after one that failed', async () => {
    await write('src/broken.ts', '1');
    await expect(build(checkout)).rejects.toThrow('build: failed');
    await expect(build(checkout)).rejects.toThrow('build: failed');
    await rm(join(checkout, 'src/broken.ts'));
    expect(await build(checkout)).toBe('build: done');
  });

  it('waits for another one of the same checkout, and for none that was killed', async () => {
    const slow = 'rm -rf dist && mkdir dist && sleep 0.5 && cp src/*.ts dist';
    await write('package.json', JSON.stringify({ scripts: { compile: slow } }));
    const ends = await Promise.all([build(checkout), build(checkout)]);
    expect(ends.sort()).toEqual(['build: current', 'build: done']);
    // No process has this id: it is above the greatest one that Linux gives.
    await write('.build.lock', '99999999');
    expect(await build(checkout)).toBe('build: current');
    expect(existsSync(join(checkout, '.build.lock'))).toBe(false);
  });
});
