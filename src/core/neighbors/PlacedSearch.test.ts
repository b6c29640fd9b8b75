import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Matrix, plainProduct, squaredDistance } from '../tensor/index.ts';
import { PlacedSearch } from './PlacedSearch.ts';
import { plainNearestRows } from './plainNearestRows.ts';

function randomMatrix(random: Random, rows: number, columns: number): Matrix {
  return new Matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.uniform()),
  );
}

const grid = { height: 9, width: 12 };

describe('PlacedSearch', () => {
  it('finds what trying all pairs of near places finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        async (seed, rows, radius) => {
          const random = new Random(seed);
          const bank = randomMatrix(random, rows, 5);
          const cells = Uint32Array.from({ length: rows }, () => random.integer(108));
          const queries = randomMatrix(random, 108, 5);
          const search = new PlacedSearch(bank, { grid, cells }, radius, plainProduct);
          const found = await search.nearest(queries, 1, { grid, cells: null });
          for (let query = 0; query < 108; query++) {
            expect(found.indices[query]).toBe(nearestNear(bank, cells, queries, query, radius));
          }
        },
      ),
      { seed: 6, numRuns: 40 },
    );
  });

  it('with a radius of everything finds what a search without places finds', async () => {
    const random = new Random(3);
    const bank = randomMatrix(random, 80, 6);
    const cells = Uint32Array.from({ length: 80 }, () => random.integer(108));
    const queries = randomMatrix(random, 20, 6);
    const places = { grid, cells: Uint32Array.from({ length: 20 }, (_, i) => 5 * i) };
    const search = new PlacedSearch(bank, { grid, cells }, 1, plainProduct);
    expect(await search.nearest(queries, 7, places)).toEqual(plainNearestRows(bank, queries, 7));
  });

  it('leaves rows out as if the bank did not hold them, also where it must look farther for others', async () => {
    const random = new Random(4);
    const bank = randomMatrix(random, 40, 5);
    const cells = Uint32Array.from({ length: 40 }, () => random.integer(108));
    const queries = randomMatrix(random, 108, 5);
    const search = new PlacedSearch(bank, { grid, cells }, 0.1, plainProduct);
    const without = Uint32Array.of(0, 3, 7, 20, 21, 22, 39);
    const kept = Uint32Array.from(cells.keys()).filter((row) => !without.includes(row));
    const left = { grid, cells: kept.map((row) => cells[row]) };
    const smaller = new PlacedSearch(bank.gather(kept), left, 0.1, plainProduct);
    const expected = await smaller.nearest(queries, 2, { grid, cells: null });
    expect(await search.nearest(queries, 2, { grid, cells: null }, without)).toEqual({
      ...expected,
      indices: expected.indices.map((row) => kept[row]),
    });
  });

  it('looks farther where too few rows are near', async () => {
    const bank = new Matrix(2, 1, Float32Array.of(5, 0));
    const search = new PlacedSearch(
      bank,
      { grid, cells: Uint32Array.of(0, 107) },
      0.01,
      plainProduct,
    );
    const places = { grid, cells: Uint32Array.of(13, 94) };
    const queries = new Matrix(2, 1, Float32Array.of(0, 0));
    expect([...(await search.nearest(queries, 1, places)).indices]).toEqual([0, 1]);
    expect([...(await search.nearest(queries, 2, places)).indices]).toEqual([1, 0, 1, 0]);
  });

  it('takes queries on a grid of another size by their share of the image', async () => {
    const bank = new Matrix(2, 1, Float32Array.of(1, 2));
    const search = new PlacedSearch(
      bank,
      { grid, cells: Uint32Array.of(0, 11) },
      0.1,
      plainProduct,
    );
    const places = { grid: { height: 18, width: 24 }, cells: Uint32Array.of(1, 22) };
    const queries = new Matrix(2, 1, Float32Array.of(2, 1));
    expect([...(await search.nearest(queries, 1, places)).indices]).toEqual([0, 1]);
  });

  it('refuses places that the bank does not have, and more neighbors than rows', async () => {
    const bank = new Matrix(1, 1, Float32Array.of(1));
    const at = (...cells: number[]) => ({ grid, cells: Uint32Array.from(cells) });
    expect(() => new PlacedSearch(bank, at(108), 0.1, plainProduct)).toThrow(RangeError);
    expect(() => new PlacedSearch(bank, at(1, 2), 0.1, plainProduct)).toThrow(RangeError);
    const search = new PlacedSearch(bank, at(0), 0.1, plainProduct);
    await expect(search.nearest(bank, 2, at(0))).rejects.toThrow(RangeError);
  });
});

function nearestNear(
  bank: Matrix,
  cells: Uint32Array,
  queries: Matrix,
  query: number,
  radius: number,
): number {
  const apart = (row: number) =>
    Math.max(
      Math.abs(Math.floor(cells[row] / 12) - Math.floor(query / 12)),
      Math.abs((cells[row] % 12) - (query % 12)),
    );
  for (let reach = Math.floor(12 * radius); ; reach++) {
    const near = [...cells.keys()].filter((row) => apart(row) <= reach);
    if (near.length === 0) continue;
    const squared = (row: number) =>
      squaredDistance(queries.data, 5 * query, bank.data, 5 * row, 5);
    return near.reduce((best, row) => (squared(row) < squared(best) ? row : best));
  }
}
