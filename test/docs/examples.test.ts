import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../../src/demo/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const covered = ['evaluate.mjs', 'exported-file.mjs', 'fit-and-inspect.mjs', 'raw-frames.mjs'];

/** Runs an example as a user does; rejects, with its output, if it fails. */
async function run(example: string, ...args: string[]): Promise<string[]> {
  const script = join(root, 'examples', example);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { cwd: root });
  return stdout.trimEnd().split('\n');
}

it('every example is run by a test', async () => {
  const files = await readdir(join(root, 'examples'));
  expect(files.filter((name) => /\.m?[jt]s$/.test(name)).sort()).toEqual(covered);
});

describe('the examples', () => {
  let folder = '';
  let data = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-examples-'));
    data = join(folder, 'cap');
    const counts = { trainGood: 12, testGood: 3, testDefective: 3 };
    await writeDataset(data, { category: 'cap', seed: 1, ...counts, height: 96, width: 96 });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('fit-and-inspect saves a model and prints a verdict for every image', async () => {
    const model = join(folder, 'cap.nominal');
    const lines = await run(
      'fit-and-inspect.mjs',
      join(data, 'train/good'),
      join(data, 'test'),
      model,
    );
    expect(lines[0]).toMatch(/^\d+ bank rows, threshold \d+\.\d{3}$/);
    expect(lines).toHaveLength(7);
    for (const line of lines.slice(1)) expect(line).toMatch(/: (nominal|anomalous), score [\d.]+/);
    expect(lines.some((line) => line.includes('anomalous'))).toBe(true);
    expect(existsSync(model)).toBe(true);
  });

  it('exported-file gives the verdicts of nominal without it', async () => {
    const file = join(folder, 'cap.onnx');
    const nominal = async (...args: string[]) =>
      promisify(execFile)(process.execPath, [join(root, 'bin/nominal.js'), ...args]);
    await nominal('export', join(folder, 'cap.nominal'), '-o', file, '--quiet');
    const good = join(data, 'test/good/000.png');
    const lines = await run('exported-file.mjs', file, good);
    expect(lines).toHaveLength(1);
    const { stdout } = await nominal('inspect', join(folder, 'cap.nominal'), good, '--json').catch(
      (error: unknown) => error as { stdout: string },
    );
    const { imageScore, verdict } = JSON.parse(stdout) as { imageScore: number; verdict: string };
    expect(lines[0]).toContain(`${verdict}, score ${imageScore.toFixed(3)}`);
    const source = await readFile(join(root, 'examples/exported-file.mjs'), 'utf8');
    expect(source.split('\n').length).toBeLessThan(30);
    expect(source).not.toContain('nominal-vision');
  });

  it('raw-frames reports progress and finds the frames with a spot', async () => {
    const lines = await run('raw-frames.mjs');
    const phases = lines
      .filter((line) => line.startsWith('progress '))
      .map((line) => (JSON.parse(line.slice('progress '.length)) as { phase: string }).phase);
    expect(new Set(phases)).toEqual(new Set(['extract', 'coreset', 'calibrate']));
    const frames = lines.slice(phases.length).map((line) => line.split(' '));
    const scores = frames.map(([, score]) => Number(score));
    expect(frames).toHaveLength(6);
    expect(frames.slice(4).map(([verdict]) => verdict)).toEqual(['anomalous', 'anomalous']);
    expect(Math.max(...scores.slice(0, 4))).toBeLessThan(Math.min(...scores.slice(4)) / 2);
  });

  it('evaluate prints the metrics of the category', async () => {
    const lines = await run('evaluate.mjs', data);
    expect(lines[0]).toMatch(/^cap: image AUROC [01]\.\d{4}$/);
    expect(lines[1]).toMatch(/^pixel AUROC [01]\.\d{4}$/);
    expect(lines[2]).toMatch(/^rejected good [01]\.\d{3}, found [01]\.\d{3}$/);
    expect(lines[3]).toMatch(/^judged wrongly: \d$/);
  });
});
