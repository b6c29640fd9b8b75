import { describe, expect, it } from 'vitest';
import { isFairSample } from './isFairSample.ts';

describe('a fair sample', () => {
  it('has no more rejects than chance would give', () => {
    expect(isFairSample(0, 5, 0.01)).toBe(true);
    expect(isFairSample(1, 100, 0.01)).toBe(true);
    // P(X ≥ 4 of 100) = 0.0184.
    expect(isFairSample(4, 100, 0.01)).toBe(false);
  });

  it('is not what was picked because it was rejected', () => {
    // P(X ≥ 1 of 1) is the rate itself.
    expect(isFairSample(1, 1, 0.01)).toBe(false);
    expect(isFairSample(3, 3, 0.05)).toBe(false);
  });
});
