import { describe, expect, it } from 'vitest';
import type { RawFrame } from '../../image/index.ts';
import { SharedFrames } from './SharedFrames.ts';

function frame(height: number, value: number): RawFrame {
  return { height, width: 4, channels: 3, data: new Uint8Array(12 * height).fill(value) };
}

describe('frames for threads', () => {
  it('are copies in shared memory, which later frames of that size use again', () => {
    const frames = new SharedFrames();
    const first = frames.share(frame(2, 1));
    const second = frames.share(frame(2, 2));
    const memories = [first, second].map(({ data }) => data.buffer);
    expect(memories.every((memory) => memory instanceof SharedArrayBuffer)).toBe(true);
    expect([first, second]).toEqual([frame(2, 1), frame(2, 2)]);
    frames.release(first);
    const third = frames.share(frame(2, 3));
    expect(third).toEqual(frame(2, 3));
    expect(third.data.buffer).toBe(memories[0]);
    expect(second).toEqual(frame(2, 2));
  });

  it('of another size, or with 16 bits, get memory of their own', () => {
    const frames = new SharedFrames();
    frames.release(frames.share(frame(2, 1)));
    const deep: RawFrame = {
      ...frame(2, 0),
      data: Uint16Array.from({ length: 24 }, (_, i) => 999 + i),
    };
    expect(frames.share(deep)).toEqual(deep);
    // Part of a larger buffer, as the pixels behind a header are.
    const part: RawFrame = {
      ...frame(1, 0),
      data: Uint8Array.from({ length: 20 }, (_, i) => i).subarray(8),
    };
    expect(frames.share(part)).toEqual(part);
  });
});
