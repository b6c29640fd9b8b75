import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMask } from './readMask.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-masks-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function saved(values: readonly number[], channels: 1 | 3 | 4) {
  const path = join(folder, 'mask.png');
  const raw = { height: 1, width: values.length / channels, channels };
  const image = sharp(Uint8Array.from(values), { raw });
  await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(path);
  return path;
}

describe('readMask', () => {
  it('takes what is at least 128 as defective in a mask with soft edges', async () => {
    const path = await saved([0, 1, 127, 128, 255], 1);
    expect([...(await readMask(path))]).toEqual([0, 0, 0, 1, 1]);
  });

  it('takes what is not 0 as defective in a mask of labels', async () => {
    expect([...(await readMask(await saved([0, 1, 2], 1)))]).toEqual([0, 1, 1]);
    expect([...(await readMask(await saved([0, 0], 1)))]).toEqual([0, 0]);
  });

  it('takes the brightest channel of a colored mask and ignores transparency', async () => {
    const color = [255, 0, 0, 0, 0, 0, 0, 0, 200];
    expect([...(await readMask(await saved(color, 3)))]).toEqual([1, 0, 1]);
    const transparent = [0, 0, 0, 255, 255, 255, 255, 255];
    expect([...(await readMask(await saved(transparent, 4)))]).toEqual([0, 1]);
  });

  it('refuses a mask of another size than its image and names both', async () => {
    const path = await saved([0, 255], 1);
    expect(await readMask(path, 1, 2)).toHaveLength(2);
    await expect(readMask(path, 2, 1)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/expected 2 x 1 pixels.*received 1 x 2 pixels/),
    });
  });

  it('tells a missing file from a damaged one', async () => {
    const path = join(folder, 'damaged.png');
    await writeFile(path, 'no image');
    await expect(readMask(path)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    await expect(readMask(join(folder, 'none.png'))).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
  });
});
