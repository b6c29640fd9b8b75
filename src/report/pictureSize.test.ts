import { describe, expect, it } from 'vitest';
import { pictureSize } from './pictureSize.ts';

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
