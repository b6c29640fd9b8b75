import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import {
  type IntegerMinimaSizes,
  Matrix,
  type MatrixProducts,
  plainProducts,
} from '../tensor/index.ts';
import { NeighborSearch } from './NeighborSearch.ts';
import { plainNearestRows } from './plainNearestRows.ts';

const bank = new Matrix(3, 2, Float32Array.of(0, 0, 3, 4, 6, 8));

describe('plain nearest rows', () => {
  it('gives L2 distances, nearest first', () => {
    const { indices, distances } = plainNearestRows(
      bank,
      new Matrix(1, 2, Float32Array.of(3, 3)),
      3,
    );
    expect([...indices]).toEqual([1, 0, 2]);
    expect(distances[0]).toBe(1);
    expect(distances[1]).toBeCloseTo(Math.sqrt(18), 6);
  });

  it('gives equal distances in the order of the bank', () => {
    const twins = new Matrix(3, 1, Float32Array.of(1, -1, 1));
    expect([...plainNearestRows(twins, new Matrix(1, 1, Float32Array.of(0)), 3).indices]).toEqual([
      0, 1, 2,
    ]);
  });

  it('refuses rows of another width, no neighbor, and more neighbors than rows', () => {
    expect(() => plainNearestRows(bank, Matrix.zeros(1, 3), 1)).toThrow(RangeError);
    expect(() => plainNearestRows(bank, Matrix.zeros(1, 2), 0)).toThrow(RangeError);
    expect(() => plainNearestRows(bank, Matrix.zeros(1, 2), 4)).toThrow(RangeError);
  });
});

describe('neighbor search', () => {
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 80 }),
    queries: fc.integer({ min: 1, max: 20 }),
    columns: fc.integer({ min: 1, max: 12 }),
    coarseAxes: fc.integer({ min: 1, max: 6 }),
    nearAxes: fc.integer({ min: 1, max: 12 }),
    fineAxes: fc.integer({ min: 1, max: 12 }),
    chunkQueries: fc.integer({ min: 1, max: 9 }),
    neighbors: fc.integer({ min: 1, max: 5 }),
    groupRows: fc.integer({ min: 1, max: 9 }),
    sliceGroups: fc.integer({ min: 1, max: 9 }),
    blockPairs: fc.integer({ min: 1, max: 300 }),
    lattice: fc.boolean(),
    // Queries that are longer than the bank's rows, by this factor.
    longer: fc.constantFrom(1, 30),
    offset: fc.constantFrom(0, 100),
    seed: fc.nat(),
  });

  it('finds exactly what trying all pairs finds', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const random = new Random(c.seed);
        const fill = (rows: number, factor = 1) => {
          const matrix = Matrix.zeros(rows, c.columns);
          for (let i = 0; i < matrix.data.length; i++) {
            const value = c.lattice ? random.integer(2) : random.gaussian();
            matrix.data[i] = c.offset + factor * value;
          }
          return matrix;
        };
        const rows = fill(c.rows);
        const queries = fill(c.queries, c.longer);
        const count = Math.min(c.neighbors, c.rows);
        const search = await NeighborSearch.build(rows, { ...c, products: plainProducts });
        expect(await search.nearest(queries, count)).toEqual(
          plainNearestRows(rows, queries, count),
        );
        const isLeftOut = Array.from({ length: c.rows }, () => random.integer(3) > 0);
        const kept = [...isLeftOut.keys()].filter((row) => !isLeftOut[row]);
        if (kept.length === 0) return;
        const without = Uint32Array.from(isLeftOut.keys()).filter((row) => isLeftOut[row]);
        const fewer = Math.min(c.neighbors, kept.length);
        const left = plainNearestRows(rows.gather(kept), queries, fewer);
        expect(await search.nearest(queries, fewer, without)).toEqual({
          ...left,
          indices: left.indices.map((row) => kept[row]),
        });
        // Rows are left out of one search only.
        expect(await search.nearest(queries, count)).toEqual(
          plainNearestRows(rows, queries, count),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses to leave out so many rows that too few are left', async () => {
    const search = await NeighborSearch.build(bank, { products: plainProducts });
    await expect(search.nearest(bank, 2, Uint32Array.of(0, 2))).rejects.toThrow('2 neighbors of 1');
  });

  it('bounds all pairs in one product and computes few distances in full if rows lie near a plane and differ in length, as patch features do', async () => {
    const random = new Random(7);
    const directions = Array.from({ length: 8 }, () =>
      Float32Array.from({ length: 96 }, () => random.gaussian()),
    );
    const fill = (rows: number) => {
      const matrix = Matrix.zeros(rows, 96);
      for (let row = 0; row < rows; row++) {
        const length = Math.exp(0.4 * random.gaussian());
        for (const direction of directions) {
          const along = length * random.gaussian();
          for (let k = 0; k < 96; k++) matrix.data[row * 96 + k] += along * direction[k];
        }
        for (let k = 0; k < 96; k++) matrix.data[row * 96 + k] += 0.1 * length * random.gaussian();
      }
      return matrix;
    };
    const rows = fill(600);
    const queries = fill(50);
    const calls: IntegerMinimaSizes[] = [];
    const products: MatrixProducts = {
      ...plainProducts,
      integerMinima: (a, b, sizes, out) => {
        calls.push(sizes);
        return plainProducts.integerMinima(a, b, sizes, out);
      },
    };
    const search = await NeighborSearch.build(rows, { products });
    expect(await search.nearest(queries)).toEqual(plainNearestRows(rows, queries, 1));
    // 63 axes, the norm of the rest and four digits of the squared norm; 38 groups of 16 rows.
    expect(calls).toEqual([{ rows: 50, inner: 68, slices: 8, groups: 5, groupColumns: 16 }]);
    const pairs = rows.rows * queries.rows;
    // With one unit for the whole bank, 0.30.
    expect(search.boundedRows / pairs).toBeLessThan(0.08);
    expect(search.finishedDistances / pairs).toBeLessThan(0.004);
  });

  it('finds the same with the axes of another bank', async () => {
    const random = new Random(6);
    const fill = (rows: number) => {
      const matrix = Matrix.zeros(rows, 9);
      for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.gaussian();
      return matrix;
    };
    const { axes } = await NeighborSearch.build(fill(40), { fineAxes: 5, products: plainProducts });
    const rows = fill(60);
    const queries = fill(12);
    const search = await NeighborSearch.build(rows, { axes, products: plainProducts });
    expect(await search.nearest(queries, 2)).toEqual(plainNearestRows(rows, queries, 2));
  });

  it('gives distance zero for a row of the bank', async () => {
    const search = await NeighborSearch.build(bank, { products: plainProducts });
    expect([...(await search.nearest(bank)).distances]).toEqual([0, 0, 0]);
  });
});
