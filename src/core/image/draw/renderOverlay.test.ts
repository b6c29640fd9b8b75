import { describe, expect, it } from 'vitest';
import { Grid } from '../../tensor/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { heatColor } from './colormap.ts';
import { renderOverlay } from './renderOverlay.ts';

const grey = (height: number, width: number) =>
  new RgbImage(height, width, new Uint8Array(height * width * 3).fill(100));
const row = (...values: number[]) => new Grid(1, values.length, Float32Array.from(values));
const pixel = (image: RgbImage, i: number) => [...image.data.subarray(i * 3, i * 3 + 3)];

describe('heatColor', () => {
  it('grows lighter with heat, so that it reads in grayscale and to the color-blind', () => {
    const lightness = Array.from({ length: 101 }, (_, i) => {
      const [red, green, blue] = heatColor(i / 100);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
  });

  it('is clamped at both ends', () => {
    expect(heatColor(-1)).toEqual(heatColor(0));
    expect(heatColor(2)).toEqual(heatColor(1));
  });
});

describe('renderOverlay', () => {
  it('a map that stays at or below zero heat leaves the image as it is', () => {
    const image = grey(1, 3);
    const overlay = renderOverlay(image, row(-5, 0.5, 1), { zeroAt: 1, fullAt: 2 });
    expect(overlay.data).toEqual(image.data);
    expect(overlay.data).not.toBe(image.data);
  });

  it('the same value has the same color whatever else the map holds', () => {
    const scale = { zeroAt: 0, fullAt: 10 };
    const calm = renderOverlay(grey(1, 2), row(2, 0), scale);
    const hot = renderOverlay(grey(1, 2), row(2, 1000), scale);
    expect(pixel(calm, 0)).toEqual(pixel(hot, 0));
  });

  it('at and beyond full heat the hottest color is mixed in by the opacity', () => {
    const overlay = renderOverlay(grey(1, 2), row(2, 9), { zeroAt: 0, fullAt: 2, opacity: 0.5 });
    const expected = heatColor(1).map((value) => Math.floor(100 + (value - 100) * 0.5 + 0.5));
    expect(pixel(overlay, 0)).toEqual(expected);
    expect(pixel(overlay, 1)).toEqual(expected);
  });

  it('opaque white heat on white does not wrap around', () => {
    const white = new RgbImage(1, 1, new Uint8Array(3).fill(255));
    const overlay = renderOverlay(white, row(1), { zeroAt: 0, fullAt: 1, opacity: 1 });
    expect(pixel(overlay, 0)).toEqual([...heatColor(1)]);
  });

  it('a contour lies on the first pixels that reach its value', () => {
    const overlay = renderOverlay(grey(1, 6), row(0, 0, 1, 1, 1, 0), {
      zeroAt: 5,
      fullAt: 6,
      contourAt: 1,
    });
    const lit = [0, 1, 2, 3, 4, 5].filter((i) => pixel(overlay, i)[0] === 255);
    expect(lit).toEqual([2, 4]);
  });

  it('a box is framed outside, and cut at the edges of the image', () => {
    const map = new Grid(4, 4, new Float32Array(16));
    const boxes = [{ x: 0, y: 1, height: 1, width: 2 }];
    const overlay = renderOverlay(grey(4, 4), map, { zeroAt: 1, fullAt: 2, boxes });
    const framed = Array.from({ length: 16 }, (_, i) => (pixel(overlay, i)[0] === 0 ? 1 : 0));
    expect(framed).toEqual([1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  it('a map of another size, an empty scale and an opacity beyond 1 are RangeErrors', () => {
    const good = { zeroAt: 0, fullAt: 1 };
    expect(() => renderOverlay(grey(1, 2), row(1), good)).toThrow(RangeError);
    expect(() => renderOverlay(grey(1, 1), row(1), { zeroAt: 1, fullAt: 1 })).toThrow(RangeError);
    expect(() => renderOverlay(grey(1, 1), row(1), { ...good, opacity: 1.5 })).toThrow(RangeError);
  });
});
