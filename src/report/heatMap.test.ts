import { describe, expect, it } from 'vitest';
import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import { RgbImage } from '../core/image/index.ts';
import { Grid } from '../core/tensor/index.ts';
import { heatMapOf, heatScaleOf } from './heatMap.ts';

const scale = { zeroAt: 1, thresholdAt: 5, fullAt: 9 };
const grey = (height: number, width: number) =>
  new RgbImage(height, width, new Uint8Array(height * width * 3).fill(100));
const row = (...values: number[]) => new Grid(1, values.length, Float32Array.from(values));
const pixel = ({ data }: RgbImage, i: number) => [...data.subarray(i * 3, i * 3 + 3)];

describe('heatMapOf', () => {
  it('tells values below the threshold apart, each lighter than the one before', () => {
    const shown = heatMapOf(grey(1, 5), row(1, 2, 3, 4, 4.9), scale, []);
    const light = [0, 1, 2, 3, 4].map((i) => {
      const [red, green, blue] = pixel(shown, i);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    for (let i = 1; i < light.length; i++) expect(light[i]).toBeGreaterThan(light[i - 1] + 5);
  });

  it('shows the image in grey, without heat, where nothing was inspected', () => {
    const red = new RgbImage(1, 1, Uint8Array.of(200, 0, 0));
    expect(pixel(heatMapOf(red, row(0), scale, []), 0)).toEqual([60, 60, 60]);
  });

  it('ends at both ends of the scale, and leaves the image as it was', () => {
    const image = grey(1, 4);
    const shown = heatMapOf(image, row(-7, 1, 9, 1e9), scale, []);
    expect(pixel(shown, 0)).toEqual(pixel(shown, 1));
    expect(pixel(shown, 2)).toEqual(pixel(shown, 3));
    expect(new Set(image.data)).toEqual(new Set([100]));
  });

  it('outlines what the model marks', () => {
    const map = new Grid(9, 9, new Float32Array(81).fill(2));
    const square = [
      [3, 3],
      [6, 3],
      [6, 6],
      [3, 6],
    ] as const;
    const shown = heatMapOf(grey(9, 9), map, scale, [square]);
    expect(pixel(shown, 3 * 9 + 4)).toEqual([0, 229, 255]);
    expect(pixel(shown, 0)).not.toEqual([0, 229, 255]);
  });

  it('refuses a map of another size', () => {
    expect(() => heatMapOf(grey(1, 2), row(1), scale, [])).toThrow(RangeError);
  });
});

/** Tails of three good images, whose median pixels are 3, 1 and 2. */
const mapTails = Float32Array.from(
  [3, 1, 2].flatMap((typical) => Array.from({ length: MAP_TAIL_LEVELS }, (_, i) => typical + i)),
);

describe('heatScaleOf', () => {
  it('starts at the typical pixel of good images and ends as far above the threshold as that lies above it', () => {
    expect(heatScaleOf(mapTails, 5)).toEqual({ zeroAt: 2, thresholdAt: 5, fullAt: 8 });
  });

  it.each([1, 0, -2])('is never empty: a threshold of %f, set by hand', (threshold) => {
    const { zeroAt, thresholdAt, fullAt } = heatScaleOf(mapTails, threshold);
    expect(zeroAt).toBeLessThan(thresholdAt);
    expect(fullAt).toBeGreaterThan(thresholdAt);
  });
});
