import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fft2d } from '../../src/core/registration/fft.ts';
import { phaseCorrelation } from '../../src/core/registration/phaseCorrelation.ts';

interface Fixture {
  readonly cases: readonly {
    readonly shape: readonly [height: number, width: number];
    readonly upsampling: number;
    readonly reference: readonly number[];
    readonly moving: readonly number[];
    readonly expected: readonly [y: number, x: number];
  }[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('registration-skimage.json', import.meta.url), 'utf8'),
) as Fixture;

describe('phase correlation against scikit-image', () => {
  it.each(cases)('finds its shift to 1/$upsampling of a pixel', (own) => {
    const { shape, upsampling, reference, moving, expected } = own;
    const [height, width] = shape;
    const spectrum = (values: readonly number[]) =>
      fft2d({ height, width, data: Float32Array.from(values) });
    const { y, x } = phaseCorrelation(spectrum(reference), spectrum(moving), upsampling);
    expect(y).toBeCloseTo(expected[0], 9);
    expect(x).toBeCloseTo(expected[1], 9);
  });
});
