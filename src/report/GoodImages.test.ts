import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GoodImages } from './GoodImages.ts';

describe('the good images of a report', () => {
  let folder: string;
  let images: { path: string }[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-good-'));
    images = [];
    for (const level of [1000, 3000]) {
      const path = join(folder, `${level}.png`);
      const data = new Uint16Array(64 * 48).map((_, i) => level + (i % 500));
      await sharp(data, { raw: { width: 64, height: 48, channels: 1 } })
        .toColourspace('grey16')
        .png()
        .toFile(path);
      images.push({ path });
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are as bright as the model has them, where 16 bits hold the 12 of a camera', async () => {
    const good = new GoodImages(images);
    const dark = await good.find('1000.png');
    const bright = await good.find('3000.png');
    expect([dark?.name, bright?.name]).toEqual(['1000.png', '3000.png']);
    expect(Math.max(...(bright?.image.data ?? []))).toBeGreaterThan(200);
    expect(Math.max(...(dark?.image.data ?? []))).toBeLessThan(80);
    expect(await good.find('2000.png')).toBeNull();
  });

  it('have the name that they were given', async () => {
    const good = new GoodImages(images.map((image) => ({ ...image, name: 'part 7' })));
    expect((await good.find('3000.png'))?.name).toBe('part 7');
  });

  it('are decoded within the limits of the evaluation', async () => {
    const good = new GoodImages(images, { maxMegapixels: 0.001 });
    await expect(good.find('3000.png')).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});
