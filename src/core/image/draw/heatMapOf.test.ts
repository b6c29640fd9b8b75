import { describe, expect, it } from 'vitest';
import { Grid } from '../../tensor/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { heatMapOf } from './heatMapOf.ts';

const scale = { zeroAt: 1, fullAt: 9 };
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

  it('outlines what the model marks, with a broken line what stays below its threshold', () => {
    const map = new Grid(9, 9, new Float32Array(81).fill(2));
    const square = [
      [3, 3],
      [6, 3],
      [6, 6],
      [3, 6],
    ] as const;
    const lit = (belowPixelThreshold: boolean) => {
      const region = { contours: [square], belowPixelThreshold };
      const shown = heatMapOf(grey(9, 9), map, scale, [region]);
      return Array.from({ length: 81 }, (_, i) => pixel(shown, i)[0] === 0);
    };
    expect(lit(false)[3 * 9 + 4]).toBe(true);
    expect(lit(false)[0]).toBe(false);
    const count = (pixels: readonly boolean[]) => pixels.filter(Boolean).length;
    expect(count(lit(true))).toBeGreaterThan(0);
    expect(count(lit(true))).toBeLessThan(count(lit(false)));
  });

  it('refuses a map of another size', () => {
    expect(() => heatMapOf(grey(1, 2), row(1), scale, [])).toThrow(RangeError);
  });
});
