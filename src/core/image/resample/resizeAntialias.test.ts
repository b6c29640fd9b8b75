import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { RgbImage } from '../RgbImage.ts';
import { resizeAntialias } from './resizeAntialias.ts';
import * as filters from './triangleFilter.ts';

interface PilCase {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly data?: readonly number[];
  readonly sha256: string;
}

const fixture = new URL('../../../../test/fixtures/images/resize-pil.json', import.meta.url);
const { source, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  source: string;
  cases: readonly PilCase[];
};

/** The pixels that test/oracle/resize_pil.py resizes. */
function hashedPixels(height: number, width: number): RgbImage {
  const data = Uint8Array.from(
    { length: height * width * 3 },
    (_, i) => Math.imul(i, 2654435761) >>> 24,
  );
  return new RgbImage(height, width, data);
}

function grey(height: number, width: number, values: readonly number[]): RgbImage {
  return new RgbImage(
    height,
    width,
    Uint8Array.from(values.flatMap((value) => [value, value, value])),
  );
}

function red(image: RgbImage): number[] {
  return [...image.data].filter((_, i) => i % 3 === 0);
}

describe('resizeAntialias', () => {
  it('halving four pixels weighs a pixel and its outer neighbor 3 to 1 on the near side', () => {
    // Support 2 around center 1: pixels 0, 1, 2 at distances 0.5, 0.5, 1.5 weigh 0.75, 0.75, 0.25.
    const halved = resizeAntialias(grey(1, 4, [0, 70, 140, 210]), 1, 2);
    expect(red(halved)).toEqual([
      Math.round((0 * 3 + 70 * 3 + 140) / 7),
      Math.round((70 + 140 * 3 + 210 * 3) / 7),
    ]);
  });

  it('doubling two pixels mixes them 3 to 1 in the middle and keeps them at the edges', () => {
    expect(red(resizeAntialias(grey(1, 2, [0, 100]), 1, 4))).toEqual([0, 25, 75, 100]);
    expect(red(resizeAntialias(grey(2, 1, [0, 100]), 4, 1))).toEqual([0, 25, 75, 100]);
  });

  it('a uniform image stays uniform, white included', () => {
    for (const level of [0, 1, 128, 255]) {
      const image = new RgbImage(50, 37, new Uint8Array(50 * 37 * 3).fill(level));
      expect(new Set(resizeAntialias(image, 13, 71).data)).toEqual(new Set([level]));
    }
  });

  it('an image that has the size already is returned as it is', () => {
    const image = grey(2, 2, [1, 2, 3, 4]);
    expect(resizeAntialias(image, 2, 2)).toBe(image);
  });

  it('a window holds what the whole resized image holds there', () => {
    const image = hashedPixels(61, 83);
    const whole = resizeAntialias(image, 30, 41);
    const window = { y: 3, x: 7, height: 11, width: 20 };
    const part = resizeAntialias(image, 30, 41, window);
    for (let y = 0; y < window.height; y++) {
      const start = ((window.y + y) * 41 + window.x) * 3;
      const row = part.data.subarray(y * 60, (y + 1) * 60);
      expect([...row]).toEqual([...whole.data.subarray(start, start + 60)]);
    }
  });

  it('an image larger than what is copied at once is resized alike, part by part', () => {
    const tall = hashedPixels(2000, 400);
    const lower = new RgbImage(1000, 400, tall.data.slice(1000 * 400 * 3));
    const whole = resizeAntialias(tall, 100, 40);
    const half = resizeAntialias(lower, 50, 40);
    // Away from the cut both read the same pixels.
    expect([...whole.data.subarray(55 * 120)]).toEqual([...half.data.subarray(5 * 120)]);
  });

  it('a window beyond the resized image is a RangeError', () => {
    const window = { y: 0, x: 1, height: 2, width: 2 };
    expect(() => resizeAntialias(grey(4, 4, new Array<number>(16).fill(0)), 2, 2, window)).toThrow(
      RangeError,
    );
  });

  it('a size that is not whole and positive is a RangeError', () => {
    for (const size of [0, -1, 2.5, Number.NaN]) {
      expect(() => resizeAntialias(grey(1, 1, [1]), size, 1)).toThrow(RangeError);
      expect(() => resizeAntialias(grey(1, 1, [1]), 1, size)).toThrow(RangeError);
    }
  });

  it.each(cases)(`$from to $to gives the bytes of ${source}`, ({ from, to, data, sha256 }) => {
    const resized = resizeAntialias(hashedPixels(...from), ...to);
    if (data !== undefined) expect([...resized.data]).toEqual(data);
    expect(createHash('sha256').update(resized.data).digest('hex')).toBe(sha256);
  });
});

describe('the filters', () => {
  it('are made once for all images of one size', () => {
    const made = vi.spyOn(filters, 'triangleFilter');
    const image = grey(
      47,
      53,
      Array.from({ length: 47 * 53 }, (_, i) => i % 256),
    );
    const first = resizeAntialias(image, 20, 30);
    expect(made).toHaveBeenCalledTimes(2);
    expect(resizeAntialias(image, 20, 30)).toEqual(first);
    expect(made).toHaveBeenCalledTimes(2);
    resizeAntialias(image, 20, 31);
    expect(made).toHaveBeenCalledTimes(3);
    made.mockRestore();
  });
});
