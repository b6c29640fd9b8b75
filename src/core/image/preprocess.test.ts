import { describe, expect, it } from 'vitest';
import { planPreprocess, preprocess } from './preprocess.ts';
import { RgbImage } from './RgbImage.ts';

describe('planPreprocess', () => {
  it('one number is the short side, and the long one is truncated', () => {
    const wide = planPreprocess({ height: 300, width: 401 }, { resize: 256, crop: null });
    expect(wide.resized).toEqual({ height: 256, width: 342 });
    const tall = planPreprocess({ height: 401, width: 300 }, { resize: 256, crop: null });
    expect(tall.resized).toEqual({ height: 342, width: 256 });
  });

  it('a pair is taken as it is, and without a crop the whole image is seen', () => {
    const size = { height: 224, width: 320 };
    const plan = planPreprocess({ height: 90, width: 50 }, { resize: size, crop: null });
    expect(plan.input).toEqual(size);
    expect(plan.sourceBox).toEqual({ x: 0, y: 0, height: 90, width: 50 });
  });

  it('half a pixel beside the crop is rounded to even, as Python does', () => {
    const startOf = (width: number) =>
      planPreprocess({ height: 10, width }, { resize: { height: 10, width }, crop: 10 }).cropStart
        .x;
    expect([10, 11, 12, 13, 14, 15, 16, 17].map(startOf)).toEqual([0, 0, 1, 2, 2, 2, 3, 4]);
  });

  it('the source box is the crop in pixels of the original image', () => {
    const plan = planPreprocess({ height: 512, width: 1024 }, { resize: 256, crop: 224 });
    expect(plan.cropStart).toEqual({ y: 16, x: 144 });
    expect(plan.sourceBox).toEqual({ y: 32, x: 288, height: 448, width: 448 });
  });

  it('a crop beyond the resized image is a RangeError', () => {
    const image = { height: 300, width: 300 };
    expect(() => planPreprocess(image, { resize: 200, crop: 224 })).toThrow(RangeError);
  });
});

describe('preprocess', () => {
  it('cuts the center out of the resized image', () => {
    const data = Uint8Array.from({ length: 4 * 6 * 3 }, (_, i) => Math.floor(i / 3));
    const image = new RgbImage(4, 6, data);
    const plan = planPreprocess(image, { resize: 4, crop: 2 });
    const { height, width, data: cut } = preprocess(image, plan);
    expect([height, width]).toEqual([2, 2]);
    expect([...cut].filter((_, i) => i % 3 === 0)).toEqual([8, 9, 14, 15]);
  });
});
