import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../image/index.ts';
import { openDataset, readMask } from './index.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

describe.skipIf(!existsSync(data))('the published data sets (skipped without ../shared)', () => {
  it('MTD has 761 tiles to train, 191 good ones and 392 defects to test', async () => {
    const [mtd] = await openDataset(`${data}mtd`, { seed: 0 });
    expect([mtd.train.length, mtd.testGood.length, mtd.testDefective.length]).toEqual([
      761, 191, 392,
    ]);
    const types = new Map<string | null, number>();
    for (const { defectType } of mtd.testDefective) {
      types.set(defectType, (types.get(defectType) ?? 0) + 1);
    }
    expect(Object.fromEntries(types)).toEqual({
      Blowhole: 115,
      Break: 85,
      Crack: 57,
      Fray: 32,
      Uneven: 103,
    });
  });

  it('plies has 90 images to train, 18 good and 20 defective ones to test', async () => {
    const [plies] = await openDataset(`${data}plies`);
    expect(plies.category).toBe('plies');
    expect(plies.train).toHaveLength(90);
    expect(plies.testGood).toHaveLength(18);
    expect(plies.testDefective).toHaveLength(20);
  });

  it('ball-screws has 100 images to train, 60 good and 60 pitted ones to test', async () => {
    const [screws] = await openDataset(`${data}ball-screws`);
    expect(screws.category).toBe('ball-screws');
    expect(screws.train).toHaveLength(100);
    expect(screws.testGood).toHaveLength(60);
    expect(screws.testDefective).toHaveLength(60);
  });

  it('every mask has the size of its image and the bits that it always had, and all but four of MTD mark a defect', async () => {
    const datasets = [
      ...(await openDataset(`${data}mtd`)),
      ...(await openDataset(`${data}plies`)),
      ...(await openDataset(`${data}ball-screws`)),
    ];
    const empty: string[] = [];
    const bits = new Map<string, Hash>();
    for (const { path, mask: source } of datasets.flatMap((dataset) => dataset.testDefective)) {
      const image = await readImageHeader(path);
      if (source === null) throw new Error(`${path} has no mask`);
      const mask = await readMask(source, image);
      const name = path.slice(data.length);
      const [set] = name.split('/');
      const hash = bits.get(set) ?? createHash('sha256');
      bits.set(set, hash.update(name).update(mask));
      if (!mask.includes(1)) empty.push(path.slice(data.length));
    }
    // As they were before labels were told from soft edges.
    expect([...bits].map(([set, hash]) => [set, hash.digest('hex')])).toEqual([
      ['mtd', '708feb6585f27df11744263e6643bcde973d52001664bdebc6a0c52b0821c04e'],
      ['plies', '550fe4970010797754fd4970f8ddde5fdb1bf872e3c17b4494ebb0a504d52a30'],
      ['ball-screws', 'd32c91c7a90993920f4016f73e1e053a49f95162702fe11b826eac45f1e9e2cc'],
    ]);
    expect(empty).toHaveLength(4);
    expect(empty.every((path) => path.startsWith('mtd/MT_Uneven/'))).toBe(true);
  });
});
