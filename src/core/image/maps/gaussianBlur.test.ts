import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Grid } from '../../tensor/index.ts';
import { gaussianBlur } from './gaussianBlur.ts';

interface BlurCase {
  readonly shape: readonly [number, number];
  readonly sigma: number;
  readonly source: readonly number[];
  readonly expected: readonly number[];
}

const fixture = new URL('../../../../test/fixtures/images/image-filters.json', import.meta.url);
const { blur } = JSON.parse(readFileSync(fixture, 'utf8')) as { blur: readonly BlurCase[] };

describe('gaussianBlur', () => {
  it('spreads a single peak by the weights 1, e^-½ and e^-2 for sigma 1', () => {
    const side = 9;
    const peak = new Float32Array(side * side);
    peak[4 * side + 4] = 1;
    const { data } = gaussianBlur(new Grid(side, side, peak), 1);
    const weights = [0, 1, 2, 3, 4].map((x) => Math.exp(-0.5 * x * x));
    const total = 2 * weights.reduce((a, b) => a + b) - 1;
    expect(data[4 * side + 4]).toBeCloseTo((1 / total) ** 2, 7);
    expect(data[4 * side + 5]).toBeCloseTo(Math.exp(-0.5) / total ** 2, 7);
    expect(data[2 * side + 4]).toBeCloseTo(Math.exp(-2) / total ** 2, 7);
    expect(data[2 * side + 5]).toBeCloseTo(Math.exp(-2.5) / total ** 2, 7);
  });

  it('leaves a uniform grid as it is up to its edges', () => {
    const { data } = gaussianBlur(new Grid(6, 40, new Float32Array(240).fill(3)), 4);
    for (const value of data) expect(value).toBeCloseTo(3, 6);
  });

  it.each(blur)('agrees with scipy to 1e-6 for $shape at sigma $sigma', (example) => {
    const [height, width] = example.shape;
    const grid = new Grid(height, width, Float32Array.from(example.source));
    const { data } = gaussianBlur(grid, example.sigma);
    for (const [i, value] of example.expected.entries()) {
      expect(Math.abs(data[i] - value)).toBeLessThanOrEqual(1e-6);
    }
  });

  it('a sigma that is not positive is a RangeError', () => {
    const grid = new Grid(1, 1, new Float32Array(1));
    for (const sigmaPx of [0, -1, Number.NaN]) {
      expect(() => gaussianBlur(grid, sigmaPx)).toThrow(RangeError);
    }
  });
});
