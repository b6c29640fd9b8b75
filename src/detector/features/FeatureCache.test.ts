import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeParts } from '../../../test/e2e/parts.ts';
import { openDataset } from '../../datasets/index.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { FeatureCache } from './FeatureCache.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-cache-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('a cache of patch features', () => {
  it('changes no figure of an evaluation, whether it is empty, full or damaged', async () => {
    await writeParts(join(root, 'tile'), { trainGood: 6, testGood: 3, testDefective: 3 });
    const [dataset] = await openDataset(join(root, 'tile'));
    const folder = join(root, 'features');
    const figures = async (cache: FeatureCache | null) => {
      const { fitSeconds, msPerImage, peakMegabytes, ...rest } = await evaluate(
        dataset,
        { resize: { height: 64, width: 64 }, dimension: 64 },
        { cache },
      );
      expect([fitSeconds, msPerImage, peakMegabytes].every((value) => value > 0)).toBe(true);
      return rest;
    };
    const without = await figures(null);
    const empty = new FeatureCache(folder);
    expect(await figures(empty)).toEqual(without);
    expect(empty.savedMs).toBe(0);
    const files = await readdir(folder);
    expect(files).toHaveLength(12);
    const full = new FeatureCache(folder);
    expect(await figures(full)).toEqual(without);
    expect(full.savedMs).toBeGreaterThan(0);
    await writeFile(join(folder, files[0]), 'cut short');
    expect(await figures(new FeatureCache(folder))).toEqual(without);
  });
});
