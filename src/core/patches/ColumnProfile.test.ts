import { describe, expect, it } from 'vitest';
import { Matrix } from '../tensor/index.ts';
import { ColumnProfile } from './ColumnProfile.ts';

function profileOf(...rows: readonly number[][]): ColumnProfile {
  const profile = new ColumnProfile(rows[0].length);
  for (const row of rows) profile.add(new Matrix(1, row.length, Float32Array.from(row)));
  return profile;
}

describe('ColumnProfile', () => {
  it('correlates the means of columns, by hand', () => {
    // Means (2, 4, 6) and (1, 2, 6): centered (-2, 0, 2) and (-2, -1, 3), so 10 / √(8 · 14).
    const correlation = profileOf([1, 3, 5], [3, 5, 7]).correlation(profileOf([1, 2, 6]));
    expect(correlation).toBeCloseTo(10 / Math.sqrt(8 * 14), 12);
  });

  it('does not depend on scale and offset', () => {
    expect(profileOf([1, 2, 4]).correlation(profileOf([12, 14, 18]))).toBeCloseTo(1, 12);
  });

  it('is 0 if all columns are equal', () => {
    expect(profileOf([3, 3, 3]).correlation(profileOf([1, 2, 4]))).toBe(0);
  });

  it('refuses another number of columns', () => {
    expect(() => profileOf([1, 2]).add(new Matrix(1, 3, new Float32Array(3)))).toThrow(RangeError);
  });
});
