import { describe, expect, it } from 'vitest';
import { RgbImage } from '../RgbImage.ts';
import { drawBox } from './shapes.ts';
import { sideBySide } from './sideBySide.ts';

describe('two images side by side', () => {
  it('keep their pixels, with white between and below', () => {
    const left = new RgbImage(1, 1, Uint8Array.of(1, 2, 3));
    const right = new RgbImage(2, 1, Uint8Array.of(4, 5, 6, 7, 8, 9));
    const { height, width, data } = sideBySide(left, right);
    expect([height, width]).toEqual([2, 10]);
    expect([...data.slice(0, 3)]).toEqual([1, 2, 3]);
    expect([...data.slice(27, 30)]).toEqual([4, 5, 6]);
    expect([...data.slice(57, 60)]).toEqual([7, 8, 9]);
    expect(data.slice(3, 27).every((value) => value === 255)).toBe(true);
    expect(data.slice(30, 57).every((value) => value === 255)).toBe(true);
  });
});

describe('a drawn box', () => {
  it('frames its box and leaves the inside unchanged, also at the border', () => {
    const image = new RgbImage(4, 4, new Uint8Array(48));
    drawBox(image, { y: 0, x: 1, height: 2, width: 2 }, [9, 9, 9]);
    const drawn = Array.from({ length: 16 }, (_, i) => image.data[3 * i]);
    expect(drawn).toEqual([9, 0, 0, 9, 9, 0, 0, 9, 9, 9, 9, 9, 0, 0, 0, 0]);
  });
});
