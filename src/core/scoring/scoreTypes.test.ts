import { describe, expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { imageScore } from './imageScore.ts';
import { type ImageScore, toImageScore, toPValue, verdictOf } from './scoreTypes.ts';

const noNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('an image score', () => {
  it.each(noNumbers)('is never %d', (value) => {
    expect(() => toImageScore(value)).toThrow(RangeError);
    const scores = new Grid(1, 3, Float32Array.of(1, value, 2));
    expect(() => imageScore(scores, 1, 1)).toThrow(RangeError);
    expect(() => imageScore(new Grid(1, 1, Float32Array.of(1)), value)).toThrow(RangeError);
  });

  it('passes a part only if it certainly does not exceed the threshold', () => {
    expect(verdictOf(toImageScore(2), 2)).toBe('nominal');
    expect(verdictOf(toImageScore(2.001), 2)).toBe('anomalous');
    expect(verdictOf(toImageScore(2), Number.NaN)).toBe('anomalous');
    // What the types do not allow is not passed either.
    expect(verdictOf(Number.NaN as ImageScore, 2)).toBe('anomalous');
  });
});

describe('a p-value', () => {
  it.each([...noNumbers, 0, -0.1, 1.1])('is never %d', (value) => {
    expect(() => toPValue(value)).toThrow(RangeError);
  });
});
