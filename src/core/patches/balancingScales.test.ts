import { describe, expect, it } from 'vitest';
import { Matrix } from '../tensor/index.ts';
import { balancingScales } from './balancingScales.ts';

describe('balancingScales', () => {
  it('gives every part a total variance of 1, whatever its mean', () => {
    // Part one: columns 0 and 1 with variances 1 and 4. Part two: column 2 with variance 0.25.
    const first = new Matrix(2, 3, Float32Array.of(9, 2, 0, 11, 6, 1));
    const scales = balancingScales([first], [2, 1]);
    expect(scales[0]).toBeCloseTo(1 / Math.sqrt(5), 6);
    expect(scales[1]).toBeCloseTo(2, 6);
    // The same rows as two images.
    expect(balancingScales([first.slice(0, 1), first.slice(1, 2)], [2, 1])).toEqual(scales);
  });

  it('leaves a part that does not vary unchanged', () => {
    const features = new Matrix(2, 2, Float32Array.of(3, 1, 3, 2));
    expect(balancingScales([features], [1, 1])).toEqual([1, 2]);
  });
});
