import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatToHalf, halfToFloat } from './float16.ts';

describe('floatToHalf', () => {
  it('gives back every half-precision number that is finite', () => {
    for (let bits = 0; bits < 0x7c00; bits++) {
      expect(floatToHalf(halfToFloat(bits))).toBe(bits);
      expect(floatToHalf(-halfToFloat(bits))).toBe(bits | 0x8000);
    }
  });

  it('rounds to the nearest, ties to even, and overflows to infinity', () => {
    expect(halfToFloat(floatToHalf(1 + 2 ** -11))).toBe(1);
    expect(halfToFloat(floatToHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(floatToHalf(65519)).toBe(0x7bff);
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(Number.NaN)).toBe(0x7e00);
  });

  it('is never further off than half a step', () => {
    fc.assert(
      fc.property(fc.double({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const error = Math.abs(halfToFloat(floatToHalf(value)) - value);
        expect(error).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
      }),
    );
  });
});
