import { describe, expect, it } from 'vitest';
import { FeatureMap } from '../tensor/index.ts';
import { patchFeatures } from './patchFeatures.ts';

const map = (channels: number, height: number, width: number, values: number[]) =>
  new FeatureMap(channels, height, width, Float32Array.from(values));

describe('patchFeatures', () => {
  it('counts the zeros around the map in the average of a neighborhood', () => {
    const features = patchFeatures([map(1, 2, 3, [1, 2, 3, 4, 5, 6])], { pooling: 'average' });
    expect([features.rows, features.columns]).toEqual([6, 1]);
    const sums = [12, 21, 16, 12, 21, 16];
    for (const [i, sum] of sums.entries()) expect(features.data[i]).toBeCloseTo(sum / 9, 6);
  });

  it('puts the columns of the taps side by side, one row per cell in row-major order', () => {
    const features = patchFeatures([map(2, 1, 2, [1, 2, 10, 20]), map(1, 1, 2, [5, 7])], {
      pooling: 'average',
      neighborhood: 1,
    });
    expect([...features.data]).toEqual([1, 10, 5, 2, 20, 7]);
  });

  it('brings a deeper tap to the grid of the first one with clamped edges', () => {
    const features = patchFeatures([map(1, 1, 4, [0, 0, 0, 0]), map(1, 1, 2, [1, 3])], {
      pooling: 'average',
      neighborhood: 1,
    });
    expect([...features.row(0)]).toEqual([0, 1]);
    expect([...features.row(1)]).toEqual([0, 1.5]);
    expect([...features.row(2)]).toEqual([0, 2.5]);
    expect([...features.row(3)]).toEqual([0, 3]);
  });

  it('orders the unfolded values by channel, then by row and column of the neighborhood', () => {
    // One channel, 3 x 3 map, as many outputs as values: the center row of the result is the unfolded map.
    const features = patchFeatures([map(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9])], {
      tapDimension: 9,
      patchDimension: 9,
    });
    expect([...features.row(4)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...features.row(0)]).toEqual([0, 0, 0, 0, 1, 2, 0, 4, 5]);
    expect([...features.row(5)]).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0]);
  });

  it('adds what two taps give to a shared column', () => {
    const features = patchFeatures([map(2, 1, 1, [1, 2]), map(2, 1, 1, [4, 8])], {
      neighborhood: 1,
      tapDimension: 2,
      patchDimension: 3,
    });
    expect([...features.data]).toEqual([1.5, 3, 6]);
  });
});
