import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
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

  it('every mask has the size of its image, and all but four of MTD mark a defect', async () => {
    const datasets = [
      ...(await openDataset(`${data}mtd`)),
      ...(await openDataset(`${data}plies`)),
      ...(await openDataset(`${data}ball-screws`)),
    ];
    const empty: string[] = [];
    for (const { path, mask: source } of datasets.flatMap((dataset) => dataset.testDefective)) {
      const { height, width } = await sharp(path).metadata();
      if (source === null) throw new Error(`${path} has no mask`);
      const mask = await readMask(source, height, width);
      if (!mask.includes(1)) empty.push(path.slice(data.length));
    }
    expect(empty).toHaveLength(4);
    expect(empty.every((path) => path.startsWith('mtd/MT_Uneven/'))).toBe(true);
  });
});
