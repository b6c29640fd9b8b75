import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { densityWeight } from './densityWeight.ts';
import { highestPatch } from './highestPatch.ts';
import { patchScores } from './patchScores.ts';

describe('patch scores', () => {
  it('are the mean distances to the neighbors, one per grid cell', () => {
    const neighbors = {
      rows: 2,
      count: 2,
      indices: Uint32Array.of(0, 1, 2, 3),
      distances: Float32Array.of(1, 3, 2, 2),
    };
    expect([...patchScores(neighbors, 1, 2).data]).toEqual([2, 2]);
    expect(() => patchScores(neighbors, 2, 2)).toThrow(RangeError);
  });
});

describe('the highest patch', () => {
  it('is the first of equal scores', () => {
    expect(highestPatch(new Grid(2, 2, Float32Array.of(0, 5, 5, 1)))).toBe(1);
  });
});

describe('the density weight of equation 7', () => {
  it('is 1 − 1/b where all supporting rows are equally far', () => {
    expect(densityWeight(3, [3, 3, 3, 3])).toBeCloseTo(0.75, 12);
  });

  it('follows the formula on a case worked by hand', () => {
    // exp(1) / (exp(1) + exp(2)) = 0.26894
    expect(densityWeight(1, [1, 2])).toBeCloseTo(1 - 0.2689414, 6);
  });

  it('does not overflow at distances whose exponential would', () => {
    expect(densityWeight(1e4, [1e4, 1e4])).toBe(0.5);
  });
});
