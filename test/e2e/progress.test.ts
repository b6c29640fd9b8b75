import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FitOptions, fit, type Progress } from '../../src/index.ts';
import { encodePng } from '../../src/image/index.ts';
import { filesBelow, quickFit, quickOptions, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';
import { amountsOf } from '../../src/cli/output/progressView.ts';

const withoutRows = { ...quickOptions, bankRows: undefined };

describe('progress', () => {
  let root: string;
  let train: string[];

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(join(root, 'tile'), { trainGood: 12, testGood: 4, testDefective: 0 });
    train = await filesBelow(join(root, 'tile/train/good'));
    await mkdir(join(root, 'alike'));
    for (const name of ['a', 'b', 'c']) await cp(train[0], join(root, `alike/${name}.png`));
  });
  afterAll(() => rm(root, { recursive: true }));

  async function progressOf(images: readonly string[], options: FitOptions): Promise<Progress[]> {
    const seen: Progress[] = [];
    const job = { onProgress: (progress: Progress) => seen.push(progress) };
    const detector = await fit(images, options, job);
    try {
      await detector.save(join(root, 'x.nominal'), job);
      for await (const result of detector.inspectAll(images, job))
        expect(result.path).not.toBeNull();
    } finally {
      await detector.close();
    }
    return seen;
  }

  function expectWhole(seen: readonly Progress[]): void {
    const phases = seen.map(({ phase }) => phase);
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual([
      'extract',
      'coreset',
      'calibrate',
      'write',
      'inspect',
    ]);
    for (const [i, progress] of seen.entries()) {
      const { done, total } = amountsOf(progress);
      expect(done).toBeLessThanOrEqual(total);
      const next = seen.at(i + 1);
      if (next?.phase === progress.phase) {
        expect(amountsOf(next).done).toBeGreaterThanOrEqual(done);
      } else {
        expect(done, `the end of ${progress.phase}`).toBe(total);
      }
    }
  }

  it('comes phase by phase, never falls, and ends each phase at its total', async () => {
    const seen = await progressOf(train, { ...withoutRows, coresetRatio: 0.1 });
    expectWhole(seen);
    expect(seen.filter(({ phase }) => phase === 'extract')).toHaveLength(12);
  });

  it('ends the coreset at its total even where the selection stops short, as images are alike', async () => {
    const images = await filesBelow(join(root, 'alike'));
    expectWhole(await progressOf(images, { ...withoutRows, coresetRatio: 1 }));
  });

  it('comes from images of unknown number with as many as there have been', async () => {
    const seen: Progress[] = [];
    const detector = await fit(oneByOne(train), quickOptions, {
      onProgress: (progress) => seen.push(progress),
    });
    await detector.close();
    expect(seen.filter(({ phase }) => phase === 'extract')).toEqual(
      train.map((_, i) => ({ phase: 'extract', doneImages: i + 1, totalImages: i + 1 })),
    );
  });

  it('is plain lines on standard error where that is no terminal, none of them twice', async () => {
    const args = ['fit', join(root, 'tile/train/good'), '-o', join(root, 'x.nominal'), ...quickFit];
    const { out, err } = await runNominal(...args);
    const lines = err.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^[A-Z][a-z ]+: \d{1,3} %$/);
    expect(new Set(lines).size).toBe(lines.length);
    for (const label of ['Extracting patch features', 'Selecting the coreset', 'Writing the model'])
      expect(lines).toContain(`${label}: 100 %`);
    expect(out).not.toContain('Extracting');
  });

  it('is one JSON object per line with --json, the result last, and nothing on standard error', async () => {
    const model = join(root, 'x.nominal');
    const { out, err, exitCode } = await runNominal(
      'fit',
      join(root, 'tile/train/good'),
      '-o',
      model,
      ...quickFit,
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const result = lines.pop();
    expect(lines.every(({ event }) => event === 'progress')).toBe(true);
    expect(lines[0]).toEqual({
      event: 'progress',
      phase: 'extract',
      doneImages: 1,
      totalImages: 12,
    });
    expect(result).toEqual({
      event: 'fitted',
      warnings: [],
      model,
      images: 12,
      copies: [],
      bankRows: 120,
      dimension: 128,
      threshold: expect.any(Number),
      thresholdExtrapolated: false,
      falseRejectRate: 0.01,
      heldRate: 1 / 13,
      setters: {
        images: [expect.any(Object)],
        thresholdWithoutAll: expect.any(Number),
        zones: [],
      },
      calibration: {
        method: 'leave-one-out',
        smallestRate: 1 / 13,
        moreImages: 87,
        interval: { low: 0, high: expect.any(Number) },
        tail: expect.any(Object),
        tailFit: expect.any(Object),
      },
      coveringRadius: expect.any(Number),
      fitSeconds: expect.any(Number),
      resolution: {
        image: { height: 96, width: 112 },
        resized: { height: 96, width: 96 },
        smallestDetail: { height: 1, width: 2 },
        suggestion: null,
      },
    });
  });

  it('is silent with --quiet, as is the fit', async () => {
    const args = [
      'fit',
      join(root, 'alike'),
      '-o',
      join(root, 'x.nominal'),
      '--quiet',
      ...quickFit,
    ];
    expect(await runNominal(...args)).toEqual({ exitCode: 0, out: '', err: '' });
  });

  it('images that are all alike can be inspected and drawn, and only another is anomalous', async () => {
    const model = join(root, 'alike.nominal');
    // They count as one image, whose uncertainty covers another good tile.
    const other = join(root, 'other.png');
    const stripes = Uint8Array.from({ length: 96 * 112 * 3 }, (_, i) => 255 * (i % 2));
    await writeFile(other, await encodePng({ height: 96, width: 112, data: stripes }));
    const flags = ['--coreset-ratio=1', '--resize=64x64', '--dimension=128', '--quiet'];
    await runNominal('fit', join(root, 'alike'), '-o', model, ...flags);
    const inspected = await runNominal(
      'inspect',
      model,
      join(root, 'alike'),
      '--overlays',
      join(root, 'overlays'),
    );
    expect(inspected.exitCode).toBe(0);
    expect((await runNominal('inspect', model, other)).exitCode).toBe(1);
  });
});

async function* oneByOne(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) yield await Promise.resolve(path);
}
