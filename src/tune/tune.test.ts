import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../demo/index.ts';
import { tune } from './index.ts';

describe('tune', () => {
  let root: string;
  let images: string[];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-tune-'));
    const parts = { category: 'tile', seed: 2, height: 96, width: 96 } as const;
    await writeDataset(root, { ...parts, trainGood: 14, testGood: 0, testDefective: 0 });
    const folder = join(root, 'train/good');
    images = (await readdir(folder)).map((name) => join(folder, name)).sort();
  });
  afterAll(() => rm(root, { recursive: true }));

  const axes = {
    taps: [undefined],
    resize: [
      { height: 32, width: 32 },
      { height: 96, width: 96 },
    ],
    coresetRatio: [0.2, 0.05],
    reweighting: ['none'],
  } as const;
  const options = { dimension: 96 };

  it('tries one setting after the other and ranks the candidates with their uncertainty', async () => {
    const tuning = await tune(images, axes, options);
    expect([tuning.train, tuning.heldOut]).toEqual([8, 6]);
    const { candidates } = tuning;
    expect(candidates).toHaveLength(3);
    const aurocs = candidates.map(({ imageAuroc }) => imageAuroc);
    expect(aurocs).toEqual(aurocs.toSorted((a, b) => b - a));
    // The second ratio is tried with the better size alone.
    const best = candidates.reduce((a, b) => (b.imageAuroc > a.imageAuroc ? b : a));
    const sparse = candidates.find((one) => one.options.coresetRatio === 0.05);
    const sizes = candidates.filter((one) => one.options.coresetRatio === 0.2);
    const better = sizes.reduce((a, b) => (b.imageAuroc > a.imageAuroc ? b : a));
    expect(sparse?.options.resize).toEqual(better.options.resize);
    expect(best.pValueToBest).toBe(1);
    for (const { imageAuroc, interval, byType } of candidates) {
      // Only where nothing can be told is there no interval.
      if (interval === null) expect(imageAuroc).toBe(1);
      expect(interval?.[0] ?? 0).toBeLessThanOrEqual(imageAuroc);
      expect(interval?.[1] ?? 1).toBeGreaterThanOrEqual(imageAuroc);
      expect(Object.keys(byType)).toEqual(['cut-paste', 'texture', 'scratch']);
    }
    expect(best.imageAuroc).toBeGreaterThan(0.7);
  });

  it('gives the same figures for the same seed, and leaves no file', async () => {
    const one = { ...axes, coresetRatio: [0.2], resize: [{ height: 64, width: 64 }] } as const;
    const before = (await readdir(root, { recursive: true })).length;
    const figures = async () => (await tune(images, one, options)).candidates[0].imageAuroc;
    expect(await figures()).toBe(await figures());
    expect(await readdir(root, { recursive: true })).toHaveLength(before);
  });

  it('reports progress, also within a candidate, up to the end', async () => {
    const seen: number[] = [];
    const candidates = new Set<number>();
    await tune(images, { ...axes, coresetRatio: [0.2, 0.2] }, options, {
      onProgress: (progress) => {
        if (progress.phase !== 'tune') return;
        expect(progress).toMatchObject({ totalCandidates: 2, totalImages: 2 * 8 + 4 * 6 });
        candidates.add(progress.doneCandidates);
        seen.push(progress.doneCandidates * progress.totalImages + progress.doneImages);
      },
    });
    expect([...candidates]).toEqual([0, 1, 2]);
    expect([seen[0], seen.at(-1)]).toEqual([0, 80]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBeGreaterThan(70);
  });

  it('stops within a candidate, during the fit and during inspection', async () => {
    for (const doneImages of [3, 30]) {
      const abort = new AbortController();
      let last = 0;
      const stopped = tune(images, axes, options, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (progress.phase === 'tune') last = progress.doneImages;
          if (last === doneImages) abort.abort();
        },
      });
      await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(last).toBeLessThan(doneImages + 9);
    }
  });

  it('refuses a combination that is not allowed before anything is computed, and names it', async () => {
    let begun = false;
    const onProgress = () => (begun = true);
    const refused = tune(images, axes, { ...options, crop: 48 }, { onProgress });
    await expect(refused).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /^the candidate \{"resize":\{"height":32,"width":32\}.* the crop is larger .* crop to a smaller one\.$/,
      ),
    });
    const empty = { ...axes, coresetRatio: [] };
    await expect(tune(images, empty, options, { onProgress })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect(begun).toBe(false);
  });

  it.each([
    { maxImages: 9 },
    { maxImages: 12.5 },
    { maxImages: Number.NaN },
    { heldOutShare: 0 },
    { heldOutShare: 1 },
  ])('refuses %j', async (job) => {
    await expect(tune(images, axes, options, job)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(Object.keys(job)[0]),
    });
  });

  it('refuses too few images, and stops when it is cancelled', async () => {
    await expect(tune(images.slice(0, 9), axes, options)).rejects.toMatchObject({
      code: 'TOO_FEW_IMAGES',
    });
    const signal = AbortSignal.abort();
    await expect(tune(images, axes, options, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
