import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodePng } from '../image/index.ts';
import { generatePart } from '../demo/index.ts';
import { Detector, fit } from '../detector/index.ts';
import { quickOptions, temporaryFolder } from '../../test/e2e/parts.ts';
import { ModelCache } from './ModelCache.ts';
import { hangMs } from '../../test/hangMs.ts';

describe('the models in memory', () => {
  let folder = '';
  let modelPath = '';
  let imagePath = '';
  let imagePaths: readonly string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    const paths = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const path = join(folder, `${index}.png`);
        const size = { height: 96, width: 112 };
        const { image } = generatePart({ category: 'tile', seed: 1, index, ...size, defect: null });
        await writeFile(path, await encodePng(image));
        return path;
      }),
    );
    imagePath = paths[0];
    imagePaths = paths;
    modelPath = join(folder, 'part.nominal');
    const detector = await fit(paths, quickOptions);
    await detector.save(modelPath);
    await detector.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('answers every request and keeps no more than memory allows, however requests of many models interleave', async () => {
    const answered: number[] = [];
    const failed: number[] = [];
    let kept: readonly string[] = [];
    const cache = new ModelCache(
      { threads: 1, modelMemoryBytes: 1 },
      {
        judged: (id) => answered.push(id),
        failed: (id) => failed.push(id),
        models: (modelIds) => {
          kept = modelIds;
        },
      },
    );
    const ask = (id: number, model: number) =>
      cache.inspect({
        type: 'inspect',
        id,
        modelId: `model-${model}`,
        modelPath,
        falseRejectRate: 0.01,
        image: imagePath,
      });
    await Promise.all(Array.from({ length: 9 }, (_, id) => ask(id, id % 3)));
    await vi.waitFor(() => expect(answered).toHaveLength(9), hangMs);
    expect(failed).toEqual([]);

    // The next request finds the others idle and lets them go.
    await ask(9, 0);
    await vi.waitFor(() => expect(answered).toContain(9), hangMs);
    expect(cache.size).toBeLessThanOrEqual(1);
    expect(kept).toEqual(['model-0']);
    await cache.close();
  });

  it('inspect images in parallel where that is asked for, and answer the same, in the order of asking', async () => {
    const answers = async (workers: number) => {
      const scores: [number, number][] = [];
      const cache = new ModelCache(
        { threads: 2, workers, modelMemoryBytes: 1e9 },
        {
          judged: (id, { imageScore }) => scores.push([id, imageScore]),
          failed: (_, error) => {
            throw error;
          },
          models: () => undefined,
        },
      );
      for (const [id, image] of imagePaths.entries()) {
        const request = { type: 'inspect', id, modelId: 'one', modelPath, image } as const;
        await cache.inspect({ ...request, falseRejectRate: 0.01 });
      }
      await vi.waitFor(() => expect(scores).toHaveLength(imagePaths.length), hangMs);
      await cache.close();
      return scores;
    };
    const load = vi.spyOn(Detector, 'load');
    const alone = await answers(1);
    expect(await answers(2)).toEqual(alone);
    expect(alone.map(([id]) => id)).toEqual([...imagePaths.keys()]);
    expect(load.mock.calls.map(([, options]) => options?.runtime?.workers)).toEqual([1, 2]);
    load.mockRestore();
  });

  it('fail by themselves: a damaged one and one that breaks off answer with their errors, and others go on', async () => {
    const judged: number[] = [];
    const failed = new Map<number, string>();
    const cache = new ModelCache(
      { threads: 1, modelMemoryBytes: 1e9 },
      {
        judged: (id) => judged.push(id),
        failed: (id, { code }) => failed.set(id, code),
        models: () => undefined,
      },
    );
    const damaged = join(folder, 'damaged.nominal');
    await writeFile(damaged, 'no model');
    const ask = (id: number, modelId: string, path = modelPath) =>
      cache.inspect({
        type: 'inspect',
        id,
        modelId,
        modelPath: path,
        falseRejectRate: null,
        image: imagePath,
      });
    const broken = vi.spyOn(Detector.prototype, 'inspectAll').mockImplementationOnce(() => {
      throw new RangeError('a mistake');
    });
    await ask(1, 'breaks');
    await vi.waitFor(() => expect(failed.get(1)).toBe('INTERNAL'), 60_000);
    broken.mockRestore();
    await expect(ask(2, 'damaged', damaged)).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
    await ask(3, 'other');
    // What broke off is loaded anew.
    await ask(4, 'breaks');
    await vi.waitFor(() => expect(judged.sort()).toEqual([3, 4]), 60_000);
    expect([...failed.keys()]).toEqual([1]);
    await cache.close();
  });
});
