import { describe, expect, it } from 'vitest';
import { adaptivePoolingBin } from './adaptivePoolingBin.ts';

const bins = (inputs: number, outputs: number) =>
  Array.from({ length: outputs }, (_, i) => adaptivePoolingBin(i, inputs, outputs));

describe('adaptivePoolingBin', () => {
  it('splits evenly where the sizes divide', () => {
    expect(bins(6, 3)).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 4, end: 6 },
    ]);
  });

  it('overlaps where the sizes do not divide', () => {
    expect(bins(5, 2)).toEqual([
      { start: 0, end: 3 },
      { start: 2, end: 5 },
    ]);
  });

  it('repeats inputs where there are more outputs than inputs', () => {
    expect(bins(2, 4)).toEqual([
      { start: 0, end: 1 },
      { start: 0, end: 1 },
      { start: 1, end: 2 },
      { start: 1, end: 2 },
    ]);
  });
});
