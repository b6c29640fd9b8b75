import { describe, expect, it } from 'vitest';
import { resolutionOf } from './resolution.ts';

const square = { height: 256, width: 256 };
const sizeOf = (height: number, width: number) => ({ height, width });

describe('what resizing leaves of images', () => {
  it('states the smallest detail on each side, in pixels of the image', () => {
    const { image, resized, smallestDetail } = resolutionOf([sizeOf(460, 1130)], {
      resize: square,
    });
    expect(image).toEqual(sizeOf(460, 1130));
    expect(resized).toEqual(square);
    expect(smallestDetail).toEqual(sizeOf(4, 9));
  });

  it('keeps every pixel of a side that is not shrunk', () => {
    const { smallestDetail } = resolutionOf([sizeOf(256, 300)], { resize: square });
    expect(smallestDetail).toEqual(sizeOf(1, 2));
  });

  it.each([
    ['a wide part', sizeOf(460, 1130), sizeOf(256, 640), 2.5],
    ['a tall part', sizeOf(1130, 460), sizeOf(640, 256), 2.5],
    ['a small strip, which is not enlarged', sizeOf(64, 256), sizeOf(64, 256), 0.3],
  ])('suggests a size that keeps the proportions of %s', (_, image, resize, timesPixels) => {
    const { suggestion } = resolutionOf([image], { resize: square });
    expect(suggestion).toEqual({ keeps: 'aspect', resize, timesPixels });
  });

  it('suggests no size that takes much more than four times the time, even for a line scan', () => {
    const { suggestion } = resolutionOf([sizeOf(128, 4096)], { resize: square });
    expect(suggestion?.keeps).toBe('aspect');
    expect(suggestion?.resize).toEqual(sizeOf(96, 2912));
    expect(suggestion?.timesPixels).toBeLessThan(4.5);
  });

  it('suggests a larger input for images that are shrunk to a quarter or less', () => {
    const { suggestion } = resolutionOf([sizeOf(1024, 1024)], { resize: square });
    expect(suggestion).toEqual({ keeps: 'details', resize: sizeOf(512, 512), timesPixels: 4 });
    expect(resolutionOf([sizeOf(1000, 1000)], { resize: square }).suggestion).toBeNull();
  });

  it('suggests nothing for images that are left as they are, or nearly so', () => {
    for (const resize of [null, square, 256]) {
      expect(resolutionOf([sizeOf(300, 320)], { resize }).suggestion).toBeNull();
    }
    expect(resolutionOf([sizeOf(128, 512)], { resize: null }).suggestion).toBeNull();
    expect(resolutionOf([sizeOf(128, 512)], { resize: 128 }).suggestion).toBeNull();
    expect(
      resolutionOf([sizeOf(460, 1130)], { resize: square, fit: 'pad' }).suggestion?.keeps,
    ).not.toBe('aspect');
  });

  it('speaks of the median of images of many sizes', () => {
    const images = [sizeOf(100, 300), sizeOf(310, 290), sizeOf(300, 310)];
    expect(resolutionOf(images, { resize: square }).image).toEqual(sizeOf(300, 300));
  });
});
