import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/Grid.ts';
import { findRegions } from './findRegions.ts';

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

describe('findRegions', () => {
  it('lists regions above the threshold, the strongest first', () => {
    expect(findRegions(map, 1)).toEqual([
      { x: 3, y: 2, width: 1, height: 1, area: 1, maxScore: 7 },
      { x: 0, y: 0, width: 2, height: 2, area: 2, maxScore: 4 },
      { x: 4, y: 0, width: 1, height: 1, area: 1, maxScore: 2 },
    ]);
  });

  it('joins what a lower threshold connects', () => {
    expect(findRegions(map, 0.5)).toEqual([
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
});
