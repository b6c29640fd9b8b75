import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RgbImage } from '../RgbImage.ts';
import { type FitMode, planPreprocess, preprocess } from './preprocess.ts';

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

  it('half a pixel next to the crop is rounded to even, as in Python', () => {
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

describe('fit modes', () => {
  const image = { height: 100, width: 300 };
  const resize = { height: 64, width: 96 };
  const planned = (fit: FitMode) => planPreprocess(image, { resize, fit, crop: null });

  it('stretch squeezes the whole image to the size', () => {
    expect(planned('stretch')).toMatchObject({
      resized: resize,
      input: resize,
      sourceBox: { y: 0, x: 0, ...image },
    });
  });

  it('keep gives the short side the shorter length', () => {
    expect(planned('keep').input).toEqual({ height: 64, width: 192 });
  });

  it('pad fits the image in and fills up both sides equally', () => {
    const plan = planned('pad');
    expect(plan.resized).toEqual({ height: 32, width: 96 });
    expect(plan.input).toEqual(resize);
    expect(plan.cropStart).toEqual({ y: -16, x: 0 });
    expect(plan.sourceBox).toEqual({ y: -50, x: 0, height: 200, width: 300 });
  });

  it('crop covers the size and cuts off the excess', () => {
    const plan = planned('crop');
    expect(plan.resized).toEqual({ height: 64, width: 192 });
    expect(plan.cropStart).toEqual({ y: 0, x: 48 });
    expect(plan.sourceBox).toEqual({ y: 0, x: 75, height: 100, width: 150 });
  });

  it("none is the image's own size, filled up to what the network takes", () => {
    const plan = planPreprocess(image, { resize: null, crop: null, multipleOf: 16 });
    expect(plan.resized).toEqual(image);
    expect(plan.input).toEqual({ height: 112, width: 304 });
    expect(plan.sourceBox).toEqual({ y: 0, x: 0, height: 112, width: 304 });
  });

  it('filled-up pixels repeat the nearest pixel of the image', () => {
    const data = Uint8Array.of(10, 10, 10, 20, 20, 20);
    const plan = planPreprocess(
      { height: 1, width: 2 },
      { resize: { height: 3, width: 2 }, fit: 'pad', crop: null },
    );
    const grey = preprocess(new RgbImage(1, 2, data), plan).data.filter((_, i) => i % 3 === 0);
    expect([...grey]).toEqual([10, 20, 10, 20, 10, 20]);
  });

  it('a dot is found where it was planted, whatever was resized, cut or filled up', () => {
    const sizes = fc.integer({ min: 24, max: 160 });
    fc.assert(
      fc.property(
        fc.constantFrom<FitMode>('stretch', 'keep', 'pad', 'crop'),
        fc.record({ height: sizes, width: sizes }),
        fc.oneof(
          fc.record({ height: sizes, width: sizes }),
          fc.integer({ min: 24, max: 160 }),
          fc.constant(null),
        ),
        fc.constantFrom(1, 8, 16),
        fc.tuple(
          fc.double({ min: 0, max: 0.999, noNaN: true }),
          fc.double({ min: 0, max: 0.999, noNaN: true }),
        ),
        (fit, size, resizeTo, multipleOf, [down, across]) => {
          const plan = planPreprocess(size, { resize: resizeTo, fit, crop: null, multipleOf });
          const { sourceBox, input } = plan;
          const scale = { y: sourceBox.height / input.height, x: sourceBox.width / input.width };
          // A dot as large as a pixel of the input, not at a border, where filling up would repeat it.
          const dot = {
            y: planted(sourceBox.y, sourceBox.height, size.height, down, scale.y),
            x: planted(sourceBox.x, sourceBox.width, size.width, across, scale.x),
          };
          const found = brightest(preprocess(withDot(size, dot, scale), plan));
          const y = sourceBox.y + (found.y + 0.5) * scale.y;
          const x = sourceBox.x + (found.x + 0.5) * scale.x;
          expect(Math.abs(y - (dot.y + 0.5))).toBeLessThanOrEqual(1.5 * Math.max(1, scale.y));
          expect(Math.abs(x - (dot.x + 0.5))).toBeLessThanOrEqual(1.5 * Math.max(1, scale.x));
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

/** A pixel at a share of the part of an axis that the network sees, two pixels of its input from either end. */
function planted(start: number, length: number, size: number, share: number, scale: number) {
  const margin = 2 * Math.ceil(scale);
  const from = Math.max(0, Math.ceil(start)) + margin;
  const to = Math.min(size, Math.floor(start + length)) - margin;
  return to <= from ? (from + to) >> 1 : Math.min(to - 1, from + Math.floor(share * (to - from)));
}

/** Black, with a white dot that is a pixel of the input wide, at the least one of the image. */
function withDot(
  { height, width }: { readonly height: number; readonly width: number },
  dot: { readonly y: number; readonly x: number },
  scale: { readonly y: number; readonly x: number },
): RgbImage {
  const data = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near =
        Math.abs(y - dot.y) <= Math.max(0, scale.y - 1) / 2 &&
        Math.abs(x - dot.x) <= Math.max(0, scale.x - 1) / 2;
      if (near) data.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return new RgbImage(height, width, data);
}

/** The middle of the brightest pixels. */
function brightest({ height, width, data }: RgbImage): { y: number; x: number } {
  let highest = -1;
  let sum = { y: 0, x: 0, count: 0 };
  for (let i = 0; i < height * width; i++) {
    const value = data[3 * i];
    if (value > highest) {
      highest = value;
      sum = { y: 0, x: 0, count: 0 };
    }
    if (value < highest) continue;
    sum.y += Math.floor(i / width);
    sum.x += i % width;
    sum.count++;
  }
  return { y: sum.y / sum.count, x: sum.x / sum.count };
}
