import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../demo/index.ts';
import type { DepthRange } from '../image/index.ts';
import { TestFrames } from './TestFrames.ts';

describe('TestFrames', () => {
  let root: string;
  let paths: string[];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-frames-'));
    const parts = { category: 'cap', seed: 2, height: 64, width: 64 } as const;
    await writeDataset(root, { ...parts, trainGood: 3, testGood: 0, testDefective: 0 });
    const folder = join(root, 'train/good');
    paths = (await readdir(folder)).map((name) => join(folder, name)).sort();
  });
  afterAll(() => rm(root, { recursive: true }));

  const allOf = async (
    own: readonly string[],
    seed: number,
    depthRange: DepthRange | null = null,
  ) => {
    const made = [];
    for await (const { data } of new TestFrames(own, seed).make(depthRange)) made.push(data);
    return made;
  };

  it('are every image unchanged and with a defect of each type, in order', async () => {
    const frames = new TestFrames(paths, 1);
    const types = [null, 'cut-paste', 'texture', 'scratch'];
    expect(frames.types).toEqual([...types, ...types, ...types]);
    expect(frames.labels).toEqual(frames.types.map((type) => type !== null));
    expect(frames.images).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    const made = await allOf(paths, 1);
    expect(made).toHaveLength(12);
    for (const image of [0, 4, 8])
      for (const version of [1, 2, 3]) expect(made[image + version]).not.toEqual(made[image]);
  });

  it('map images of 16 bits as the model that inspects them does', async () => {
    const deep = join(root, 'deep.png');
    const values = Uint16Array.from({ length: 64 * 64 }, (_, i) => i);
    await sharp(values, { raw: { width: 64, height: 64, channels: 1 } })
      .toColorspace('grey16')
      .png()
      .toFile(deep);
    const [good] = await allOf([deep], 1, { low: 0, high: 4095 });
    expect([good[0], good.at(-1)]).toEqual([0, 255]);
    const [cut] = await allOf([deep], 1);
    expect(cut.at(-1)).toBe(15);
  });

  it('are the same for every candidate, whichever images come after them', async () => {
    const made = await allOf(paths, 1);
    expect(await allOf(paths, 1)).toEqual(made);
    expect(await allOf(paths.slice(0, 2), 1)).toEqual(made.slice(0, 8));
    const other = await allOf(paths, 2);
    expect(other[0]).toEqual(made[0]);
    expect(other[1]).not.toEqual(made[1]);
  });

  it('are made for the largest seed there is', async () => {
    expect(await allOf(paths.slice(0, 1), Number.MAX_SAFE_INTEGER)).toHaveLength(4);
  });

  it('are made one image at a time, and no further once the search is cancelled', async () => {
    const made = new TestFrames([paths[0], join(root, 'absent.png')], 1).make(null);
    for (let i = 0; i < 4; i++) expect((await made.next()).done).toBe(false);
    await expect(made.next()).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
    const abort = new AbortController();
    const stopped = new TestFrames(paths, 1).make(null, abort.signal);
    await stopped.next();
    abort.abort();
    await expect(stopped.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('are refused if an image has more pixels than the limit', async () => {
    const made = new TestFrames(paths, 1, { maxPixels: 1000 }).make(null);
    await expect(made.next()).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});
