import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickFit, writeParts } from './parts.ts';
import { spawnNominal } from './spawnNominal.ts';

// A busy machine must not fail these tests.

/** A name that would clear the screen, and then start a line that looks like another image's. */
const nasty = '\u001b[2J\nfake.png: nominal\u202e\u009b31m\u0007';
const isWindows = process.platform === 'win32';

/** Characters that a terminal acts on instead of showing them, except line ends. */
const active = /[\p{Cc}\p{Bidi_Control}]/u;

describe.skipIf(isWindows)('names of strangers on a terminal (skipped on Windows)', () => {
  let folder: string;
  let model: string;
  let images: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-terminal-'));
    await writeParts(join(folder, 'tile'));
    images = join(folder, 'images');
    await mkdir(images);
    for (let i = 0; i < 12; i++) {
      const name = `${String(i).padStart(3, '0')}.png`;
      await copyFile(join(folder, 'tile/train/good', name), join(images, `${nasty}${name}`));
    }
    model = join(folder, 'part.nominal');
    const fitted = await spawnNominal(['fit', images, '-o', model, ...quickFit]);
    expect(fitted.exitCode).toBe(0);
    harmless(fitted);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['a table and its reasons', () => ['inspect', model, images, '--explain']],
    ['the images of a model', () => ['show', model, '--images']],
    ['a ranking', () => ['screen', images, ...quickFit]],
    ['an error', () => ['inspect', model, join(images, `${nasty}none.png`)]],
    ['a stack trace', () => ['--debug', 'inspect', model, join(images, `${nasty}none.png`)]],
    ['a wrong option', () => ['inspect', model, images, `--${nasty}`]],
    ['JSON', () => ['inspect', model, images, '--json', '--explain']],
  ])('do nothing but be shown in %s', async (_, args) => {
    const run = await spawnNominal(args());
    expect(run.out + run.err).toContain(String.raw`\u001b[2J`);
    harmless(run);
  });

  it('have no effect in the message about an image that cannot be read', async () => {
    const bad = join(folder, 'bad');
    await mkdir(bad);
    await writeFile(join(bad, `${nasty}.png`), 'no image');
    const run = await spawnNominal(['inspect', model, bad]);
    expect(run.exitCode).toBe(4);
    harmless(run);
  });

  it('are the same values in JSON as on the disk', async () => {
    const { out } = await spawnNominal(['inspect', model, images, '--json']);
    const paths = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: string; path?: string })
      .flatMap(({ path }) => path ?? []);
    expect(paths).toContain(join(images, `${nasty}003.png`));
  });

  it('do nothing as a category of an evaluation', async () => {
    const set = join(folder, `set${nasty}`);
    execFileSync('cp', ['-r', join(folder, 'tile'), set]);
    const run = await spawnNominal(['evaluate', set, ...quickFit]);
    expect(run.exitCode).toBe(0);
    harmless(run);
  });

  it('are read of a pipe by no command: it refuses the pipe at once', async () => {
    const pipe = join(folder, 'pipe.png');
    execFileSync('mkfifo', [pipe]);
    for (const args of [
      ['inspect', model, pipe],
      ['show', pipe],
      ['fit', images, '-o', join(folder, 'x.nominal'), '--roi', pipe],
      ['fit', images, '-o', join(folder, 'x.nominal'), '--roi', '/dev/zero'],
      ['verify', pipe],
      ['import', pipe, images, '-o', join(folder, 'x.nominal')],
      ['backbone', 'add', pipe],
      ['serve', '--config', pipe, '--data', join(folder, 'data')],
    ]) {
      const run = await spawnNominal(args);
      expect([args[0], run.err]).toEqual([
        args[0],
        expect.stringContaining('is not a regular file'),
      ]);
      expect(run.exitCode).toBe(3);
    }
  });

  function harmless({ out, err }: { readonly out: string; readonly err: string }): void {
    for (const line of `${out}\n${err}`.split('\n')) {
      expect(line).not.toMatch(active);
      expect(line).not.toMatch(/^fake\.png/);
    }
  }
});
