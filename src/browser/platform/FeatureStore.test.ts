import { expect, it } from 'vitest';
import { Matrix } from '../../core/tensor/index.ts';
import { FeatureStore as StoreOnDisk } from '../../detector/fit/bank/FeatureStore.ts';
import { FeatureStore } from './FeatureStore.ts';

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

it('a store in memory returns the same as the store on disk, also after images were dropped', async () => {
  const seen = await Promise.all(
    [await FeatureStore.create(3), await StoreOnDisk.create(3)].map(async (store) => {
      for (const [i, rows] of [2, 3, 1, 4].entries()) await store.append(image(rows, 100 * i));
      const kept = store.drop(new Set([1]));
      await store.append(image(2, 900));
      const all = Uint32Array.from({ length: store.rows }, (_, row) => row);
      const { data } = await store.readRows(all);
      const found = {
        kept: [...kept],
        images: store.images,
        ranges: [0, 1, 2, 3].map((i) => [...store.rowRange(i)]),
        values: [...data],
        places: [...all].map((row) => store.locate(row)),
      };
      await store.close();
      return found;
    }),
  );
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0].kept).toEqual([0, 1, 5, 6, 7, 8, 9]);
  expect(seen[0].values.slice(6, 9)).toEqual([200, 201, 202]);
});
