import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramBins } from './scoreHistogram.ts';

describe('histogramBins', () => {
  it('counts every finite value once', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 50 }), (good, defective, bins) => {
        const counted = histogramBins(good, defective, null, bins);
        const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
        expect(sum(counted.good)).toBe(good.length);
        expect(sum(counted.defective)).toBe(defective.length);
        expect(counted.good).toHaveLength(bins);
      }),
    );
  });

  it('puts the largest value into the last bin and keeps the threshold in range', () => {
    expect(histogramBins([0, 0.5], [1], 2, 4)).toEqual({
      from: 0,
      to: 2,
      good: [1, 1, 0, 0],
      defective: [0, 0, 1, 0],
    });
    expect(histogramBins([0, 1], [], null, 2).good).toEqual([1, 1]);
  });
});
