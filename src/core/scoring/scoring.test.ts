import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { densityWeight, highestPatch, highestPatches, imageScore } from './imageScore.ts';
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

describe('the image score', () => {
  const scores = new Grid(2, 2, Float32Array.of(1, 5, 3, 2));

  it('is the highest patch score with a share of 0, as in equation 6', () => {
    expect(imageScore(scores, 1)).toBe(5);
    expect(imageScore(scores, 0.5)).toBe(2.5);
  });

  it('is the mean of the highest patch scores with a larger share', () => {
    expect(imageScore(scores, 1, 0.5)).toBe(4);
    expect(imageScore(scores, 1, 0.74)).toBe(4);
    expect(imageScore(scores, 1, 1)).toBe(2.75);
    // The share is of a tile's patches where there are more: half of two is one.
    expect(imageScore(scores, 1, 0.5, 2)).toBe(5);
    expect(imageScore(scores, 1, 0.5, 8)).toBe(4);
  });
});

describe('the highest patches', () => {
  it('are listed from the highest on, none next to one already listed', () => {
    const scores = new Grid(1, 6, Float32Array.of(1, 9, 8, 2, 7, 3));
    expect(highestPatches(scores, 2, 1)).toEqual([1, 2]);
    expect(highestPatches(scores, 2, 2)).toEqual([1, 4]);
    expect(highestPatches(scores, 9, 3)).toEqual([1, 4]);
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
