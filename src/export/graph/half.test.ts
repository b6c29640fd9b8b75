import { describe, expect, it } from 'vitest';
import { toHalf } from './half.ts';

describe('values in half precision', () => {
  it('are refused beyond its range instead of becoming infinite', () => {
    expect([...toHalf(Float32Array.of(1, -65504), 'the bank')]).toEqual([0x3c00, 0xfbff]);
    for (const value of [65520, -1e6, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => toHalf(Float32Array.of(1, value), 'the bank')).toThrow(
        expect.objectContaining({ code: 'EXPORT_UNSUPPORTED' }),
      );
    }
  });
});
