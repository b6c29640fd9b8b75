import { describe, expect, it } from 'vitest';
import { createPoolingPlan, adaptivePoolingBin } from './createPoolingPlan.ts';
import type { TapPooling } from './PoolingPlan.ts';

function row(tap: TapPooling, index: number): [input: number, weight: number][] {
  const start = tap.rowStart[index];
  const inputs = [...tap.input.subarray(start, tap.rowStart[index + 1])];
  return inputs.map((input, k) => [input, tap.weight[start + k]]);
}

describe('createPoolingPlan', () => {
  it('averages the values of a tap and then the taps, by hand for two tiny taps', () => {
    // Tap 0: 2 channels, 1 x 1 neighborhood -> values (a, b); tap 1: 4 channels -> (c, d, e, f).
    // To 2 values each: (a, b), ((c+d)/2, (e+f)/2). Stacked and pooled to 2: means of each tap.
    const plan = createPoolingPlan([2, 4], { neighborhood: 1, tapDimension: 2, patchDimension: 2 });
    expect(plan.dimension).toBe(2);
    expect(plan.taps[0]).toMatchObject({ firstOutput: 0, outputs: 1 });
    expect(row(plan.taps[0], 0)).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
    expect(plan.taps[1]).toMatchObject({ firstOutput: 1, outputs: 1 });
    expect(row(plan.taps[1], 0)).toEqual([0, 1, 2, 3].map((input) => [input, 0.25]));
  });

  it('lets two taps share a column where a bin crosses the border between them', () => {
    const plan = createPoolingPlan([2, 2], { neighborhood: 1, tapDimension: 2, patchDimension: 3 });
    // Stacked (a, b, c, d) to 3: (a+b)/2, (b+c)/2, (c+d)/2.
    expect(plan.taps.map((tap) => [tap.firstOutput, tap.outputs])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(row(plan.taps[0], 1)).toEqual([[1, 0.5]]);
    expect(row(plan.taps[1], 0)).toEqual([[0, 0.5]]);
  });

  it('counts the center twice for the first tap of 512 and 1024 channels', () => {
    const plan = createPoolingPlan([512, 1024]);
    const expected = Array.from({ length: 9 }, (_, k) => [
      36 + k,
      Math.fround(k === 4 ? 0.2 : 0.1),
    ]);
    expect(row(plan.taps[0], 4).map(([i, w]) => [i, Math.fround(w)])).toEqual(expected);
    expect(row(plan.taps[1], 0).map(([i]) => i)).toEqual(Array.from({ length: 18 }, (_, k) => k));
  });

  it.each([
    { channels: [192, 384], options: {} },
    { channels: [192, 384, 576], options: {} },
    { channels: [7], options: { tapDimension: 100, patchDimension: 13 } },
    { channels: [5, 3], options: { neighborhood: 5, tapDimension: 31, patchDimension: 50 } },
    { channels: [5, 3], options: { pooling: 'average' as const } },
  ])('gives every column weights that sum to one: $channels', ({ channels, options }) => {
    const plan = createPoolingPlan(channels, options);
    const sums = new Float64Array(plan.dimension);
    for (const tap of plan.taps) {
      for (let r = 0; r < tap.outputs; r++) {
        for (const [, weight] of row(tap, r)) sums[tap.firstOutput + r] += weight;
      }
    }
    for (const sum of sums) expect(sum).toBeCloseTo(1, 6);
  });

  it('keeps all channels under average pooling', () => {
    const plan = createPoolingPlan([3, 5], { pooling: 'average' });
    expect(plan.dimension).toBe(8);
    expect(plan.taps[1]).toMatchObject({ firstOutput: 3, outputs: 5, channels: 5 });
  });

  it.each([
    [[], {}],
    [[0], {}],
    [[1.5], {}],
    [[4], { neighborhood: 2 }],
    [[4], { neighborhood: 0 }],
    [[4], { tapDimension: 0 }],
    [[4], { patchDimension: -1 }],
  ])('refuses sizes out of range: %j %j', (channels, options) => {
    expect(() => createPoolingPlan(channels, options)).toThrow(RangeError);
  });
});

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
