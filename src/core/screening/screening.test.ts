import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Matrix, plainProduct } from '../tensor/index.ts';
import { localOutlierFactors, pairwiseSquared } from './localOutlierFactors.ts';

const points = new Matrix(
  8,
  2,
  Float32Array.of(0, 0, 1, 0.1, 0.07, 0.9, 1.1, 1.2, 0.5, 0.55, 0.3, 0.8, 5, 5.2, 2, 2.1),
);

describe('the local outlier factor', () => {
  it('is that of scikit-learn', async () => {
    const factors = localOutlierFactors(await pairwiseSquared(points, plainProduct), 3);
    // LocalOutlierFactor(n_neighbors=3).fit(points).negative_outlier_factor_, negated.
    const expected = [
      0.9811084, 1.0363761, 0.9439829, 1.1189879, 1.0955938, 0.9693831, 5.0852742, 2.0724084,
    ];
    for (const [i, value] of expected.entries()) expect(factors[i]).toBeCloseTo(value, 4);
  });

  it('does not depend on the scale, and is about 1 within a cluster', async () => {
    const random = new Random(1);
    const cluster = new Matrix(
      60,
      3,
      Float32Array.from({ length: 180 }, () => random.uniform()),
    );
    const scaled = new Matrix(
      60,
      3,
      cluster.data.map((value) => 100 * value),
    );
    const [a, b] = [
      localOutlierFactors(await pairwiseSquared(cluster, plainProduct), 6),
      localOutlierFactors(await pairwiseSquared(scaled, plainProduct), 6),
    ];
    for (let i = 0; i < 60; i++) expect(a[i]).toBeCloseTo(b[i], 2);
    expect(a.reduce((sum, value) => sum + value, 0) / 60).toBeCloseTo(1, 0);
  });

  it('is 1 where all points coincide', async () => {
    const same = await pairwiseSquared(Matrix.zeros(5, 2), plainProduct);
    expect([...localOutlierFactors(same, 2)]).toEqual([1, 1, 1, 1, 1]);
  });

  it('refuses as many neighbors as points, and distances that are not a square matrix', () => {
    expect(() => localOutlierFactors(Matrix.zeros(3, 3), 3)).toThrow(RangeError);
    expect(() => localOutlierFactors(Matrix.zeros(3, 2), 1)).toThrow(RangeError);
  });
});
