import { describe, expect, it } from 'vitest';
import { RgbImage } from '../RgbImage.ts';
import { normalize } from './normalize.ts';

const image = new RgbImage(1, 2, Uint8Array.of(0, 51, 255, 102, 204, 153));
const plain = { color: 'RGB', range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1] } as const;

describe('normalize', () => {
  it('puts the channels one after the other, 255 as 1', () => {
    const out = new Float32Array(6);
    normalize(image, plain, out);
    expect([...out]).toEqual([0, 0.4, 0.2, 0.8, 1, 0.6].map(Math.fround));
  });

  it('subtracts the mean and divides by the deviation of each channel, after scaling to the range', () => {
    const out = new Float32Array(6);
    normalize(image, { ...plain, range: [-1, 1], mean: [0, 1, -1], std: [1, 2, 4] }, out);
    const expected = [-1, -0.2, (-0.6 - 1) / 2, (0.6 - 1) / 2, (1 + 1) / 4, (0.2 + 1) / 4];
    for (const [i, value] of expected.entries()) expect(out[i]).toBeCloseTo(value, 6);
  });

  it('gives blue first if the network expects BGR', () => {
    const out = new Float32Array(6);
    normalize(image, { ...plain, color: 'BGR' }, out);
    expect([...out]).toEqual([1, 0.6, 0.2, 0.8, 0, 0.4].map(Math.fround));
  });

  it('writes one image of a batch into its part of a larger array', () => {
    const batch = new Float32Array(12).fill(9);
    normalize(image, plain, batch.subarray(6));
    expect([...batch.subarray(0, 6)]).toEqual([9, 9, 9, 9, 9, 9]);
    expect(batch[10]).toBe(1);
  });

  it('an output of another length is a RangeError', () => {
    expect(() => normalize(image, plain, new Float32Array(7))).toThrow(RangeError);
  });
});
