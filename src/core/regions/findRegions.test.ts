import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { findRegions, type Region } from './findRegions.ts';

const map = new Grid(
  3,
  5,
  Float32Array.from(
    [
      [3, 0, 0, 0, 2],
      [0, 4, 0, 0, 1],
      [0, 0, 0, 7, 0],
    ].flat(),
  ),
);

/** A region without its mean and its contours. */
function boxOf({ x, y, width, height, area, maxScore }: Region) {
  return { x, y, width, height, area, maxScore };
}

/** A map of rows of digits. */
function drawn(...rows: string[]): Grid {
  return new Grid(rows.length, rows[0].length, Float32Array.from(rows.join(''), Number));
}

describe('findRegions', () => {
  it('lists regions above the threshold, the strongest first', () => {
    expect(findRegions(map, 1).map(boxOf)).toEqual([
      { x: 3, y: 2, width: 1, height: 1, area: 1, maxScore: 7 },
      { x: 0, y: 0, width: 2, height: 2, area: 2, maxScore: 4 },
      { x: 4, y: 0, width: 1, height: 1, area: 1, maxScore: 2 },
    ]);
  });

  it('joins regions that a lower threshold connects', () => {
    expect(findRegions(map, 0.5).map(boxOf)).toEqual([
      { x: 3, y: 0, width: 2, height: 3, area: 3, maxScore: 7 },
      { x: 0, y: 0, width: 2, height: 2, area: 2, maxScore: 4 },
    ]);
  });

  it('leaves out regions smaller than minArea', () => {
    expect(findRegions(map, 1, { minArea: 2 }).map((region) => region.area)).toEqual([2]);
  });

  it('finds nothing where no value exceeds the threshold', () => {
    expect(findRegions(map, 7)).toEqual([]);
  });

  it('refuses NaN and a minArea that is not whole and positive', () => {
    expect(() => findRegions(map, Number.NaN)).toThrow(RangeError);
    expect(() => findRegions(map, 1, { minArea: 0 })).toThrow(RangeError);
    expect(() => findRegions(map, 1, { minArea: 1.5 })).toThrow(RangeError);
  });

  it('with a lower threshold, extends to the pixels connected to one above the higher threshold', () => {
    const weak = drawn('0220000220', '0290000220', '0000000000');
    const regions = findRegions(weak, 5, { low: 1 });
    expect(regions.map(boxOf)).toEqual([{ x: 1, y: 0, width: 2, height: 2, area: 4, maxScore: 9 }]);
    expect(regions[0].meanScore).toBe(15 / 4);
  });

  it('joins regions up to a distance, and no farther', () => {
    // Three columns lie between, so their nearest pixels are four apart.
    const apart = drawn('9900099', '9900099');
    expect(findRegions(apart, 1, { mergeDistance: 3 })).toHaveLength(2);
    const [joined, ...others] = findRegions(apart, 1, { mergeDistance: 4 });
    expect(others).toEqual([]);
    expect(boxOf(joined)).toEqual({ x: 0, y: 0, width: 7, height: 2, area: 8, maxScore: 9 });
    expect(joined.contours).toHaveLength(2);
  });

  it('draws the outline along the edges of pixels', () => {
    const [region] = findRegions(drawn('00000', '09900', '09900', '00000'), 1);
    expect(region.contours).toEqual([
      [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
      ],
    ]);
  });

  it('an outline encloses the area of its pixels, where nothing is simplified away', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }), (bits) => {
        const blocks = new Grid(
          24,
          32,
          Float32Array.from({ length: 24 * 32 }, (_, i) => {
            const [y, x] = [Math.floor(i / 32), i % 32];
            return bits[(y >> 2) * 8 + (x >> 2)] ? 9 : 0;
          }),
        );
        for (const { area, contours } of findRegions(blocks, 1)) {
          const enclosed = contours.reduce((sum, contour) => sum + signedArea(contour), 0);
          // Holes are part of what an outline encloses.
          expect(enclosed).toBeGreaterThanOrEqual(area);
          expect((enclosed - area) % 16).toBe(0);
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

function signedArea(contour: Region['contours'][number]): number {
  let twice = 0;
  for (const [i, [x, y]] of contour.entries()) {
    const [nextX, nextY] = contour[(i + 1) % contour.length];
    twice += x * nextY - nextX * y;
  }
  return twice / 2;
}
