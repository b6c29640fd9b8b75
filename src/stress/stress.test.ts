import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../demo/index.ts';
import { type Detector, fit } from '../detector/index.ts';
import { stressNames } from '../config/index.ts';
import { disturbances } from '../core/image/index.ts';
import { stress } from './index.ts';

describe('stress', () => {
  let root: string;
  let good: string[];
  let detector: Detector;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-stress-'));
    const parts = { category: 'tile', seed: 2, height: 96, width: 96 } as const;
    await writeDataset(root, { ...parts, trainGood: 12, testGood: 3, testDefective: 0 });
    const folder = join(root, 'test/good');
    good = (await readdir(folder)).map((name) => join(folder, name)).sort();
    const size = { height: 64, width: 64 };
    detector = await fit(join(root, 'train/good'), { dimension: 96, resize: size, bankRows: 100 });
  }, 120_000);
  afterAll(async () => {
    await detector.close();
    await rm(root, { recursive: true });
  });

  it('counts rejects for each step, and finds the first that is too many', async () => {
    const names = ['darker', 'noise', 'jpeg'];
    const progress: number[] = [];
    const report = await stress(detector, good, {
      names,
      onProgress: (one) => progress.push('doneImages' in one ? one.doneImages : NaN),
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(report.images).toBe(3);
    expect(report.disturbances.map(({ name }) => name)).toEqual(names);
    for (const { steps, tolerated, exceeded } of report.disturbances) {
      for (const { rejects, falseRejectRate } of steps) expect(falseRejectRate).toBe(rejects / 3);
      const first = steps.findIndex(({ fair }) => !fair);
      expect(exceeded).toBe(first < 0 ? null : steps[first].amount);
      expect(tolerated).toBe(
        first < 0 ? steps.at(-1)?.amount : first === 0 ? 0 : steps[first - 1].amount,
      );
    }
    const [darker, noise] = report.disturbances;
    // The backbone sees the difference between parts and 30 % less light, or strong noise.
    expect([darker, noise].some(({ exceeded }) => exceeded !== null)).toBe(true);
    expect(await stress(detector, good, { names })).toEqual(report);
  });

  it('has a name for every way of changing images', () => {
    expect(stressNames).toEqual([...Object.keys(disturbances), 'jpeg']);
  });

  it('refuses a way of changing images that it does not know', async () => {
    await expect(stress(detector, good, { names: ['rain'] })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(stressNames.join(', ')) as string,
    });
  });

  it('refuses to say anything of no images', async () => {
    await expect(stress(detector, [])).rejects.toMatchObject({ code: 'TOO_FEW_IMAGES' });
  });

  it('stops when it is cancelled', async () => {
    const { signal } = { signal: AbortSignal.abort() };
    await expect(stress(detector, good, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
