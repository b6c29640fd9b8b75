import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRate,
  formatShare,
} from './numberText.ts';

describe('texts of numbers', () => {
  it.each([
    [1.23456, '1.235'],
    [999.96, '1000'],
    [4704.4, '4,704'],
    [0.000123, '1.23e-4'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '-∞'],
    [Number.NaN, 'not a number'],
  ])('write the number %f as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('write one in the singular', () => {
    expect([0, 1, 2].map((n) => formatCount(n, 'image'))).toEqual([
      '0 images',
      '1 image',
      '2 images',
    ]);
  });

  it('do not round a share to none or all', () => {
    expect([0, 0.0004, 0.5, 0.9996, 1].map(formatShare)).toEqual([
      '0.0 %',
      '<0.1 %',
      '50.0 %',
      '>99.9 %',
      '100.0 %',
    ]);
  });

  it('write a share without the sign, and a dash where there is none', () => {
    expect([0.1234, null].map(formatPercent)).toEqual(['12.3', '–']);
  });

  it('write a rate with the digits it was given, not with those of its rounding error', () => {
    expect([0.07, 0.0005, 0.123456].map(formatRate)).toEqual(['7 %', '0.05 %', '12.3 %']);
  });

  it.each([
    [40, '40 s'],
    [725, '12 min'],
    [12_000, '3 h 20 min'],
  ])('write %i seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
