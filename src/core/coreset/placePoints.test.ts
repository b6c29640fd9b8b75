import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Matrix, plainProducts } from '../tensor/index.ts';
import { greedyCoreset } from './greedyCoreset.ts';
import { placePoints } from './placePoints.ts';

describe('placePoints', () => {
  it('a radius apart is as far as points are from their mean, typically', () => {
    // Root mean square norm 5; a tenth of the longer side of 20 cells is 2 cells.
    const points = new Matrix(2, 2, Float32Array.of(3, 4, -3, -4));
    const grid = { height: 10, width: 20 };
    const placed = placePoints(points, { grid, cells: Uint32Array.of(0, 2 * 20 + 4) }, 0.1);
    expect(placed.columns).toBe(4);
    expect([...placed.row(0)].slice(0, 2)).toEqual([3, 4]);
    expect(placed.row(1)[2] - placed.row(0)[2]).toBeCloseTo(5, 5);
    expect(placed.row(1)[3] - placed.row(0)[3]).toBeCloseTo(10, 5);
  });

  it('a coreset of them leaves no place without a row near it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), async (seed) => {
        const random = new Random(seed);
        const grid = { height: 12, width: 8 };
        const cells = Uint32Array.from({ length: 3 * 96 }, (_, row) => row % 96);
        // Alike everywhere: by their features alone a few rows would do for all places.
        const points = new Matrix(
          cells.length,
          3,
          Float32Array.from({ length: 3 * cells.length }, () => random.uniform() - 0.5),
        );
        const placed = placePoints(points, { grid, cells }, 0.25);
        const start = { kind: 'approximate', startingRows: [0, 1, 2] } as const;
        const selected = await greedyCoreset(placed, 60, start, {
          groupMinima: plainProducts.groupMinima,
        });
        const spread = Math.sqrt(
          points.data.reduce((sum, value) => sum + value * value, 0) / points.rows,
        );
        // A quarter of 12 cells is 3: as far as one spread.
        const reach = (3 * selected.coveringRadius) / spread;
        for (let row = 0; row < placed.rows; row++) {
          const apart = [...selected.indices].map((kept) =>
            Math.max(
              Math.abs(Math.floor(cells[kept] / 8) - Math.floor(cells[row] / 8)),
              Math.abs((cells[kept] % 8) - (cells[row] % 8)),
            ),
          );
          expect(Math.min(...apart)).toBeLessThanOrEqual(reach + 1e-3);
        }
      }),
      { seed: 6, numRuns: 20 },
    );
  });
});
