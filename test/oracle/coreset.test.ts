import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { greedyCoreset, plainGreedyCoreset } from '../../src/core/coreset/index.ts';
import { Matrix, plainProducts } from '../../src/core/tensor/index.ts';
import { readFloatNpy } from './readNpy.ts';
import { sharedFolder } from './sharedFolder.ts';

const folder = `${sharedFolder}oracle/coreset/`;
const absent = !existsSync(folder);

interface Expected {
  readonly ratio: number;
  readonly greedy_indices: readonly number[];
  readonly approximate_greedy: {
    readonly starting_points: readonly number[];
    readonly indices: readonly number[];
  };
}

describe.skipIf(absent)(
  'greedy coreset against the original implementation (skipped without ../shared)',
  () => {
    let points: Matrix;
    let expected: Expected;
    let count: number;
    // Not in the body, which also runs when the tests are skipped.
    beforeAll(() => {
      const { data, shape } = readFloatNpy(`${folder}features.npy`);
      points = new Matrix(shape[0], shape[1], data);
      expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as Expected;
      count = Math.floor(points.rows * expected.ratio);
    });

    it('the exact variant selects the same rows in the same order', async () => {
      expect([...plainGreedyCoreset(points, count, { kind: 'exact' }).indices]).toEqual(
        expected.greedy_indices,
      );
      const lazy = await greedyCoreset(
        points,
        count,
        { kind: 'exact' },
        { groupMinima: plainProducts.groupMinima },
      );
      expect([...lazy.indices]).toEqual(expected.greedy_indices);
    });

    it('the approximate variant selects the same rows from the same starting rows', async () => {
      const { starting_points: startingRows, indices } = expected.approximate_greedy;
      const start = { kind: 'approximate', startingRows } as const;
      const lazy = await greedyCoreset(points, count, start, {
        groupMinima: plainProducts.groupMinima,
      });
      expect([...lazy.indices]).toEqual(indices);
    });

    it('the lazy selection evaluates at most 0.16 of the distances that the plain one does', async () => {
      const lazy = await greedyCoreset(
        points,
        count,
        { kind: 'exact' },
        {
          groupMinima: plainProducts.groupMinima,
          blockRows: 32,
          mergeWaste: 0,
        },
      );
      expect(lazy.distanceEvaluations / (points.rows * count)).toBeLessThanOrEqual(0.16);
    });
  },
);
