import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneCells } from './cells.ts';
import { fillPolygon, fillStroke, maskOfRuns, maskRuns } from './masks.ts';

describe('regions of interest', () => {
  it('runs and masks are the same in two forms', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (bits) => {
        const mask = Uint8Array.from(bits, Number);
        expect(maskOfRuns(maskRuns(mask), mask.length)).toEqual(mask);
      }),
      { seed: 6 },
    );
    expect(maskRuns(Uint8Array.of(1, 1, 0, 9))).toEqual([0, 2, 1, 1]);
    expect(() => maskOfRuns([1, 2], 4)).toThrow(RangeError);
  });

  it('a polygon has the pixels whose centers lie in it', () => {
    const mask = new Uint8Array(4 * 4);
    fillPolygon(mask, 4, 4, [
      [0, 0],
      [4, 0],
      [0, 4],
    ]);
    expect([...mask]).toEqual([1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('a brush paints the pixels whose centers are no farther from its way than its radius', () => {
    const coordinate = fc.double({ min: -4, max: 16, noNaN: true });
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 4 });
    const radius = fc.double({ min: 0.3, max: 6, noNaN: true });
    fc.assert(
      fc.property(points, radius, (way, size) => {
        const mask = new Uint8Array(10 * 12);
        fillStroke(mask, 10, 12, way, size);
        for (const [at, painted] of mask.entries()) {
          const center = [(at % 12) + 0.5, Math.floor(at / 12) + 0.5] as const;
          const away = Math.min(
            ...way.map((end, i) => distance(center, way[Math.max(0, i - 1)], end)),
          );
          // Just at the rim, rounding decides.
          if (Math.abs(away - size) > 1e-6) expect(painted).toBe(Number(away < size));
        }
      }),
      { seed: 6 },
    );
  });

  it('a cell lies in the zone that has most of it, if zones together have enough', () => {
    // Two cells of 4 × 4 pixels next to each other.
    const first = Uint8Array.from({ length: 32 }, (_, i) => (i % 8 < 1 ? 1 : 0));
    const second = Uint8Array.from({ length: 32 }, (_, i) => (i % 8 >= 2 && i % 8 < 5 ? 1 : 0));
    const cellsAt = (share: number) => [
      ...zoneCells(
        [first, second],
        { height: 4, width: 8 },
        { height: 1, width: 2 },
        { y: 0, x: 0, height: 4, width: 8 },
        share,
      ),
    ];
    expect(cellsAt(0.75)).toEqual([2, 0]);
    expect(cellsAt(0.25)).toEqual([2, 2]);
    expect(cellsAt(0.8)).toEqual([0, 0]);
  });
});

type Point = readonly [x: number, y: number];

/** From a point to a piece of a line. */
function distance([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [along, down] = [toX - fromX, toY - fromY];
  const squared = along ** 2 + down ** 2;
  const share = squared === 0 ? 0 : ((x - fromX) * along + (y - fromY) * down) / squared;
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(x - fromX - at * along, y - fromY - at * down);
}
