import { describe, expect, it } from 'vitest';
import { FramePicker } from './FramePicker.ts';

/** Numbers of the frames that are picked, of frames at a steady rate. */
function picked(picker: FramePicker, frames: number, intervalMs: number): number[] {
  return Array.from({ length: frames }, (_, i) => i).filter((i) => picker.picks(i * intervalMs));
}

describe('FramePicker', () => {
  it('takes every n-th frame from the first on', () => {
    expect(picked(new FramePicker({ every: 3 }), 8, 10)).toEqual([0, 3, 6]);
  });

  it('holds a rate on average, although it does not divide that of the camera', () => {
    const picks = picked(new FramePicker({ every: 1, maxPerSecond: 10 }), 250, 40);
    expect(picks.length).toBeGreaterThanOrEqual(98);
    expect(picks.length).toBeLessThanOrEqual(101);
  });

  it('takes all frames of a camera that is slower than the rate', () => {
    expect(picked(new FramePicker({ every: 1, maxPerSecond: 10 }), 5, 150)).toHaveLength(5);
  });

  it('does not make up for a pause', () => {
    const picker = new FramePicker({ every: 1, maxPerSecond: 10 });
    expect(picker.picks(0)).toBe(true);
    const after = [10_000, 10_010, 10_020, 10_030].filter((ms) => picker.picks(ms));
    expect(after.length).toBeLessThanOrEqual(2);
  });
});
