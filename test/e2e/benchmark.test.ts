import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkTable } from '../../src/benchmark/index.ts';
import type { Tuning } from '../../src/tune/index.ts';
import { temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';
import { spawnNominal } from './spawnNominal.ts';

const quick = ['--resize=64x64', '--dimension=96', '--threads=1'];

describe('benchmark, compare and tune', () => {
  let root: string;
  let tile: string;
  let out: string;
  const axes = () => ['--shots=1,all', '--ratios=0.1', '--seeds=2', '-o', out, ...quick];
  const results = () => join(out, 'results');

  beforeAll(async () => {
    root = await temporaryFolder();
    tile = join(root, 'tile');
    out = join(root, 'out');
    await writeParts(tile, { trainGood: 8, testGood: 4, testDefective: 5 });
  });
  afterAll(() => rm(root, { recursive: true }));

  it('prints an estimate and stops there', async () => {
    const { exitCode, out: text } = await runNominal('benchmark', tile, ...axes(), '--estimate');
    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /^4 steps, 0 of them on disk; the others take about \d+ s .* \d+ MB of memory, and \d+ MB of disk for features that steps share\n$/,
    );
    await expect(stat(out)).rejects.toThrow();
  });

  it('measures each step in a process of its own, one image among them, and writes three tables', async () => {
    const run = await spawnNominal(['benchmark', tile, ...axes()]);
    expect(run.exitCode).toBe(0);
    expect(run.err).toMatch(/4 of 4 steps/);
    expect(run.out).toMatch(
      /\| tile \| balanced \| movenet-lightning \| 1 \| 10 % \| 2 \| \d+\.\d ± /,
    );
    expect((await readdir(out)).sort()).toEqual([
      'benchmark.csv',
      'benchmark.json',
      'benchmark.md',
      'results',
    ]);
    const table = JSON.parse(await readFile(join(out, 'benchmark.json'), 'utf8')) as BenchmarkTable;
    expect(table.rows.map(({ shots }) => shots)).toEqual([1, 'all']);
    expect(table.rows[1].figures.imageAuroc?.mean).toBeGreaterThan(0.8);
    expect(table.command).toContain('nominal benchmark');
  });

  it('computes only missing results again, and gets the same', async () => {
    const files = (await readdir(results())).sort();
    expect(files).toHaveLength(4);
    const [first, ...others] = files.map((name) => join(results(), name));
    const before = await Promise.all(others.map(async (path) => (await stat(path)).mtimeMs));
    const read = async () =>
      (JSON.parse(await readFile(first, 'utf8')) as { evaluation: { images: unknown } }).evaluation;
    const { images } = await read();
    await rm(first);
    const run = await runNominal('benchmark', tile, ...axes());
    expect(run.err).toContain('4 steps, 3 of them on disk');
    expect((await read()).images).toEqual(images);
    const after = await Promise.all(others.map(async (path) => (await stat(path)).mtimeMs));
    expect(after).toEqual(before);
  });

  it('makes tables from results on disk without computing', async () => {
    const { exitCode, out: text } = await runNominal('benchmark', tile, ...axes(), '--only-tables');
    expect(exitCode).toBe(0);
    expect(text).toContain('| tile |');
    const none = await runNominal('benchmark', tile, ...axes(), '--only-tables', '--sigma-px=3');
    expect(none.err).toMatch(/holds no result of these settings.*\[INPUT_EMPTY\]\n$/);
  });

  it.each([
    ['--shots=0', /--shots is not valid; expected whole numbers from 1, or all.*"0"/],
    ['--ratios=2', /--ratios is not valid/],
    [
      '--presets=quick',
      /--presets is not valid; expected fast or balanced or accurate or paper.*"quick"/,
    ],
    ['--categories=lid', /--categories is not valid; expected tile.*"lid"/],
    ['--seeds=many', /--seeds is not valid/],
  ])('refuses %s and says what is allowed', async (option, message) => {
    const { exitCode, err } = await runNominal('benchmark', tile, '-o', out, option);
    expect(err).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it('compares two evaluations, from a benchmark or printed, and refuses other files', async () => {
    const [one, two] = (await readdir(results())).sort().map((name) => join(results(), name));
    const same = await runNominal('compare', one, one);
    expect(same.out).toMatch(/tile: the difference is within noise\n$/);
    const printed = join(root, 'evaluation.jsonl');
    const evaluated = await runNominal('evaluate', tile, ...quick, '--json');
    await writeFile(printed, evaluated.out);
    const { exitCode, out: text } = await runNominal('compare', two, printed, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ category: 'tile', images: 9 });
    await writeFile(join(root, 'none.json'), '{"a": 1}\n');
    const refused = await runNominal('compare', one, join(root, 'none.json'));
    expect(refused.err).toMatch(/is not an evaluation.*\[CONFIG_INVALID\]\n$/);
    expect(refused.exitCode).toBe(2);
  });

  it('tunes on good images alone, and warns how little that proves', async () => {
    const good = join(tile, 'train/good');
    const { exitCode, err } = await runNominal('tune', good, ...quick, '--quiet');
    expect(err).toMatch(/at least 10; received 8.*\[TOO_FEW_IMAGES\]\n$/);
    expect(exitCode).toBe(3);
    const more = await runNominal(
      'tune',
      ...[good, join(tile, 'test/good'), '--sizes=48x48', '--ratios=0.2', ...quick, '--quiet'],
    );
    expect(more.exitCode).toBe(0);
    expect(more.out).toContain('Generated defects are a proxy');
    expect(more.out).toContain('intervals and p-values claim too much');
    expect(more.out).toMatch(
      /The first row as options of "fit": .*--resize \d+x\d+ --coreset-ratio 0\.2/,
    );
    // --resize=64x64 before what --sizes lists.
    expect(more.out).toMatch(/64x64/);
    expect(more.out).toMatch(/48x48/);
  });

  it('tunes with the options that the user gave, or refuses them at once', async () => {
    const good = [join(tile, 'train/good'), join(tile, 'test/good')];
    const given = [
      '--coreset-ratio=0.5',
      '--reweighting=density',
      '--taps=block_10_expand,block_13_expand',
      ...quick,
    ];
    const { out, exitCode } = await runNominal('tune', ...good, ...given, '--json');
    expect(exitCode).toBe(0);
    const { candidates } = JSON.parse(out) as Tuning;
    expect(candidates.map(({ options }) => options)).toEqual([
      {
        coresetRatio: 0.5,
        reweighting: 'density',
        resize: { height: 64, width: 64 },
        taps: ['block_10_expand', 'block_13_expand'],
      },
    ]);
    const sizes = await runNominal('tune', ...good, '--sizes=96x96,64x64', '--crop=80');
    expect(sizes.err).toMatch(/^.*the candidate \{"resize":\{"height":64,.*at most 64x64/);
    expect(sizes.exitCode).toBe(2);
    for (const images of ['9', '12.5', 'many']) {
      const few = await runNominal('tune', ...good, `--max-images=${images}`, ...quick);
      expect(few.err).toMatch(/maxImages.*\[CONFIG_INVALID\]\n$/);
      expect(few.exitCode).toBe(2);
    }
  });

  it('reports the progress of the search by a line for each quarter', async () => {
    const good = [join(tile, 'train/good'), join(tile, 'test/good')];
    const given = [
      '--coreset-ratio=0.5',
      '--reweighting=none',
      '--taps=block_10_expand,block_13_expand',
      ...quick,
    ];
    const { err } = await runNominal('tune', ...good, ...given);
    const lines = [0, 25, 50, 75, 100].map((share) => `Trying settings: ${share} %\n`);
    expect(err).toBe(lines.join(''));
  });
});
