import { describe, expect, it } from 'vitest';
import { Matrix } from '../tensor/index.ts';
import { uncoveredRows } from './uncoveredRows.ts';

describe('extending a bank', () => {
  const points = new Matrix(5, 1, Float32Array.of(0, 1, 5, 6, 20));

  it('takes the farthest rows until all are covered, and no row that is covered', () => {
    // The bank is one row at 0.
    const distances = Float32Array.of(0, 1, 5, 6, 20);
    expect(uncoveredRows(points, distances, 2)).toEqual([4, 3]);
    expect(uncoveredRows(points, distances, 0.5)).toEqual([4, 3, 1, 2]);
    expect(uncoveredRows(points, distances, 20)).toEqual([]);
  });

  it('takes a row once, also where the radius is 0', () => {
    const twins = new Matrix(2, 1, Float32Array.of(3, 3));
    expect(uncoveredRows(twins, Float32Array.of(3, 3), 0)).toEqual([0]);
  });

  it('refuses distances of other rows', () => {
    expect(() => uncoveredRows(points, new Float32Array(2), 1)).toThrow(RangeError);
  });
});
