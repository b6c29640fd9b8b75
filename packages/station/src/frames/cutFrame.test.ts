import { describe, expect, it } from 'vitest';
import { cutFrame } from './cutFrame.ts';

/** 3 × 4 pixels that hold their row and column. */
const frame = {
  ...{ height: 3, width: 4, channels: 1 as const },
  data: Uint8Array.from({ length: 12 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4)),
};
const rectangle = { y: 1, x: 1, height: 2, width: 3 };

describe('a part of a frame', () => {
  it.each([
    [0, 2, [11, 12, 13, 21, 22, 23]],
    [90, 3, [21, 11, 22, 12, 23, 13]],
    [180, 2, [23, 22, 21, 13, 12, 11]],
    [270, 3, [13, 23, 12, 22, 11, 21]],
  ] as const)('is turned clockwise by %i degrees', (rotation, height, data) => {
    const cut = cutFrame(frame, { rectangle, rotation });
    expect([cut.height, cut.width]).toEqual([height, 6 / height]);
    expect([...cut.data]).toEqual(data);
  });

  it('keeps colors and 16 bits, and leaves alpha out', () => {
    const data = Uint16Array.from({ length: 8 }, (_, i) => 1000 * i);
    const deep = { height: 1, width: 2, channels: 4 as const, data };
    const cut = cutFrame(deep, { rectangle: { y: 0, x: 1, height: 1, width: 1 }, rotation: 90 });
    expect(cut).toEqual({
      ...{ height: 1, width: 1, channels: 3 },
      data: Uint16Array.of(4000, 5000, 6000),
    });
  });

  it('that reaches beyond the frame is refused, with the size that the frame must have', () => {
    const wide = { ...rectangle, width: 4 };
    expect(() => cutFrame(frame, { rectangle: wide, rotation: 0 })).toThrow(
      expect.objectContaining({
        code: 'CAMERA_FRAME_INVALID',
        message: expect.stringContaining('at least 3 x 5') as string,
      }),
    );
  });
});
