import { describe, expect, it } from 'vitest';
import { largestWithin, pictureSize } from './reportItem.ts';

describe('largestWithin', () => {
  it('keeps a single defective pixel of a mask, wherever it lies', () => {
    for (let i = 0; i < 35; i++) {
      const mask = new Uint8Array(35);
      mask[i] = 1;
      const shrunk = largestWithin(mask, { height: 5, width: 7 }, { height: 2, width: 3 });
      expect(shrunk.reduce((sum, value) => sum + value, 0)).toBe(1);
    }
  });

  it('keeps the peaks of a map, negative values too', () => {
    const map = Float32Array.of(-3, -2, 5, 1);
    const shrunk = largestWithin(map, { height: 1, width: 4 }, { height: 1, width: 2 });
    expect([...shrunk]).toEqual([-2, 5]);
  });

  it('copies values that have the size already', () => {
    const map = Float32Array.of(1, 2, 3, 4);
    const size = { height: 2, width: 2 };
    expect(largestWithin(map, size, size)).toEqual(map);
    expect(largestWithin(map, size, size)).not.toBe(map);
  });
});

describe('pictureSize', () => {
  it.each([
    ['a camera of 12 megapixels', [3000, 4000], [768, 1024]],
    ['a small image', [200, 300], [200, 300]],
    ['a thin strip', [1, 9000], [1, 1024]],
  ] as const)('%s', (_, [height, width], expected) => {
    const size = pictureSize({ height, width });
    expect([size.height, size.width]).toEqual(expected);
  });
});
