import { describe, expect, it } from 'vitest';
import { median } from './quantile.ts';

describe('the median', () => {
  it('is the middle value whatever the order, the upper one of two', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(3);
  });

  it('needs a value', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
