import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Matrix } from '../../../core/tensor/index.ts';
import { joinParts } from '../../features/ExtractedImage.ts';
import { FeatureStore } from './FeatureStore.ts';
import { readParts, unreadRows } from './FiledFeatures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** An image of `rows` patches whose values are first, first + 1, … */
function image(rows: number, first: number) {
  return {
    features: new Matrix(
      rows,
      3,
      Float32Array.from({ length: rows * 3 }, (_, i) => first + i),
    ),
    grid: { height: 1, width: rows },
    input: { height: 8, width: 8 * rows },
    cells: null,
    weights: null,
    zones: null,
  };
}

describe('FeatureStore', () => {
  it('gives back images of different sizes, and rows in any order', async () => {
    const store = await FeatureStore.create(3, folder);
    const images = [image(2, 0), image(1, 100), image(300, 1000)];
    for (const one of images) await store.append(one);
    expect([store.images, store.rows]).toEqual([3, 303]);
    for (const [i, one] of images.entries())
      expect(await joinParts(store.readImage(i))).toEqual(one);
    const { data } = await store.readRows(Uint32Array.of(302, 2, 0, 2));
    expect([...data]).toEqual([1897, 1898, 1899, 100, 101, 102, 0, 1, 2, 100, 101, 102]);
    const every = await store.readRows(Uint32Array.from({ length: 303 }, (_, row) => row));
    expect(every.data).toEqual(Float32Array.from(images.flatMap((one) => [...one.features.data])));
    await store.close();
  });

  it('says where rows lie in its file, also without dropped images', async () => {
    const store = await FeatureStore.create(3, folder);
    for (const one of [image(2, 0), image(3, 50), image(4, 100)]) await store.append(one);
    await store.append(image(1, 900), 'copy');
    store.drop(new Set([1]));
    const filed = store.filed();
    if (filed === null) throw new Error('the store has no file');
    const rows = Uint32Array.of(5, 0, 2);
    const out = new Float32Array(9);
    await unreadRows(filed.file, filed.fileRows(rows)).read(out);
    expect(out).toEqual((await store.readRows(rows)).data);
    const last = await joinParts(readParts(filed.file, filed.parts(1)));
    expect(last).toMatchObject({ features: image(4, 100).features, cells: null });
    expect(last.features.rows).toBe(4);
    await store.close();
  });

  it('knows which image and patch a row is', async () => {
    const store = await FeatureStore.create(3, folder);
    for (const rows of [2, 1, 3]) await store.append(image(rows, 0));
    expect(Array.from({ length: 6 }, (_, row) => store.locate(row))).toEqual([
      { image: 0, patch: 0 },
      { image: 0, patch: 1 },
      { image: 1, patch: 0 },
      { image: 2, patch: 0 },
      { image: 2, patch: 1 },
      { image: 2, patch: 2 },
    ]);
    await store.close();
  });

  it.skipIf(process.platform === 'win32')(
    'has no name in the folder from the start, so that nothing is left however the process ends (skipped on Windows, where it has one until it is closed)',
    async () => {
      const store = await FeatureStore.create(3, folder);
      expect(await readdir(folder)).toEqual([]);
      await store.append(image(2, 0));
      expect(await readdir(folder)).toEqual([]);
      await store.close();
    },
  );

  it('reports a folder that cannot be made, why, and how to name another', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(FeatureStore.create(3, join(folder, 'file/below'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringMatching(/file.below \((ENOTDIR|ENOENT)\).*(TMPDIR|TEMP)\./),
    });
  });

  it('refuses rows of another length', async () => {
    const store = await FeatureStore.create(4, folder);
    await expect(store.append(image(1, 0))).rejects.toThrow(RangeError);
    await store.close();
  });
});
