import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Matrix, plainProducts, productErrorBound } from '../tensor/index.ts';
import { greedyCoreset } from './greedyCoreset.ts';
import { plainGreedyCoreset } from './plainGreedyCoreset.ts';
import type { GreedyStart } from './startingDistances.ts';

const exact: GreedyStart = { kind: 'exact' };
const line = new Matrix(5, 1, Float32Array.of(0, 1, 2, 3, 10));

describe('plain greedy k-center', () => {
  it('picks the row with the largest norm of distances, then the farthest, ties to the lowest index', () => {
    // Distances to 10 first; then 0 (10 away); then 3 (3 from 0, 7 from 10) beats 2 and 1.
    expect([...plainGreedyCoreset(line, 3, exact).indices]).toEqual([4, 0, 3]);
  });

  it('reports the distance of the worst covered row as the covering radius', () => {
    expect(plainGreedyCoreset(line, 3, exact).coveringRadius).toBe(1);
  });

  it('caps distances by the mean distance to the starting rows', () => {
    // Starting values: 1.5, 1, .5, .5+1=1.5/… mean distance to rows 1 and 2: 1.5, .5, .5, 1.5, 8.5.
    const start: GreedyStart = { kind: 'approximate', startingRows: [1, 2] };
    expect([...plainGreedyCoreset(line, 2, start).indices]).toEqual([4, 0]);
  });

  it('stops when every row coincides with a selected one', () => {
    const equal = new Matrix(3, 2, Float32Array.of(1, 2, 1, 2, 1, 2));
    expect([...plainGreedyCoreset(equal, 3, exact).indices]).toEqual([0]);
  });

  it('refuses to select no row or more rows than there are', () => {
    expect(() => plainGreedyCoreset(line, 0, exact)).toThrow(RangeError);
    expect(() => plainGreedyCoreset(line, 6, exact)).toThrow(RangeError);
  });
});

describe('lazy greedy k-center', () => {
  const shapes = fc.record({
    size: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 20 }),
    kind: fc.constantFrom('gaussian', 'lattice', 'collinear', 'equal', 'duplicates', 'faraway'),
    seed: fc.nat(),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    blockRows: fc.integer({ min: 1, max: 20 }),
    blockCenters: fc.integer({ min: 1, max: 8 }),
    groupCenters: fc.integer({ min: 1, max: 18 }),
    mergeWaste: fc.integer({ min: 0, max: 100 }),
    exact: fc.boolean(),
  });

  it('selects the same rows with the same radius as plain greedy on thousands of random and adversarial sets', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const random = new Random(shape.seed);
        const points = adversarial(shape.kind, shape.size, shape.columns, random);
        const count = Math.max(1, Math.round(shape.share * shape.size));
        const start: GreedyStart = shape.exact
          ? exact
          : {
              kind: 'approximate',
              startingRows: [random.integer(shape.size), random.integer(shape.size)],
            };
        const plain = plainGreedyCoreset(points, count, start);
        const lazy = await greedyCoreset(points, count, start, {
          ...shape,
          groupMinima: plainProducts.groupMinima,
        });
        expect([...lazy.indices]).toEqual([...plain.indices]);
        expect([...lazy.radii]).toEqual([...plain.radii]);
        expect(lazy.coveringRadius).toBe(plain.coveringRadius);
      }),
      { numRuns: 3000 },
    );
  });

  it('selects the same rows through products large enough to be used', async () => {
    const points = adversarial('gaussian', 1500, 16, new Random(3));
    const plain = plainGreedyCoreset(points, 300, exact);
    const lazy = await greedyCoreset(points, 300, exact, {
      groupMinima: plainProducts.groupMinima,
    });
    expect([...lazy.indices]).toEqual([...plain.indices]);
    expect(lazy.distanceEvaluations).toBeLessThan(plain.distanceEvaluations);
  });

  it('selects among some of the rows as plain greedy does when it is given only those', async () => {
    const points = adversarial('gaussian', 90, 4, new Random(8));
    const rows = Uint32Array.from({ length: 60 }, (_, i) => Math.floor(i * 1.5));
    for (const start of [exact, { kind: 'approximate', startingRows: [3, 6] } as const]) {
      const within =
        start.kind === 'exact'
          ? start
          : { ...start, startingRows: start.startingRows.map((row) => rows.indexOf(row)) };
      const plain = plainGreedyCoreset(points.gather(rows), 20, within);
      const lazy = await greedyCoreset(points, 20, start, {
        rows,
        groupMinima: plainProducts.groupMinima,
      });
      expect([...lazy.indices]).toEqual([...plain.indices].map((row) => rows[row]));
    }
  });

  it('is not misled by a product that is wrong by as much as its error bound allows', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      // Far from zero the bound is wide, and most distances are within it.
      const points = adversarial(seed % 2 === 0 ? 'gaussian' : 'faraway', 60, 12, random);
      const lazy = await greedyCoreset(points, 20, exact, {
        blockRows: 8,
        groupCenters: 3,
        groupMinima: async (a, b, groupRows, out) => {
          await plainProducts.groupMinima(a, b, groupRows, out);
          const groups = b.rows / groupRows;
          for (let i = 0; i < a.rows; i++) {
            const row = a.row(i);
            const largestNorm = row[points.columns];
            const reach = Math.hypot(...row.subarray(0, points.columns)) + largestNorm;
            const error = 0.99 * productErrorBound(a.columns) * reach ** 2;
            for (let g = 0; g < groups; g++)
              out[i * groups + g] += (random.uniform() < 0.5 ? 1 : -1) * error;
          }
        },
      });
      expect([...lazy.indices]).toEqual([...plainGreedyCoreset(points, 20, exact).indices]);
    }
  });

  it('selects the same rows at the ends of what the squares of float32 hold', async () => {
    for (const scale of [1e17, 1e-15]) {
      const points = adversarial('gaussian', 60, 12, new Random(2));
      points.data.forEach((value, i) => (points.data[i] = value * scale));
      const options = { groupMinima: plainProducts.groupMinima, blockRows: 8, groupCenters: 3 };
      const lazy = await greedyCoreset(points, 20, exact, options);
      expect([...lazy.indices]).toEqual([...plainGreedyCoreset(points, 20, exact).indices]);
    }
  });

  it('lets an error of the progress callback through, so that it can be cancelled', async () => {
    const points = adversarial('gaussian', 400, 8, new Random(4));
    const cancelled = greedyCoreset(points, 100, exact, {
      groupMinima: plainProducts.groupMinima,
      onSelected: () => {
        throw new RangeError('stop');
      },
    });
    await expect(cancelled).rejects.toThrow('stop');
  });
});

function adversarial(kind: string, rows: number, columns: number, random: Random): Matrix {
  const points = Matrix.zeros(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) points.data[i * columns + k] = value(kind, i, k, random);
  }
  return points;
}

function value(kind: string, row: number, column: number, random: Random): number {
  switch (kind) {
    case 'lattice':
      return random.integer(3);
    case 'collinear':
      return row * (column + 1);
    case 'equal':
      return 7;
    case 'duplicates':
      return (row % 4) + column;
    case 'faraway':
      return 1000 + random.gaussian();
    default:
      return random.gaussian();
  }
}
