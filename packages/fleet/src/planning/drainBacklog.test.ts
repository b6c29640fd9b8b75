import { describe, expect, it } from 'vitest';
import { drainBacklog } from './drainBacklog.ts';

const shares = { high: 0.1, normal: 0.6, low: 0.3 };

describe('working off a backlog', () => {
  it('ends the most urgent first, while images keep coming', () => {
    // An hour of 10 a second: 36,000 wait. At 20 a second 3,600 urgent ones go at 20 a second while
    // one a second comes, the normal ones at 20 - 1 while six come, and so on.
    const { images, seconds } = drainBacklog(1, 10, shares, 20);
    expect(images).toBe(36_000);
    expect(seconds.high).toBe(180);
    expect(seconds.normal).toBeGreaterThan(1200);
    expect(seconds.low).toBeGreaterThan(seconds.normal ?? Infinity);
    expect(seconds.low).toBeLessThanOrEqual(3600);
  });

  it('never ends where no more is done than comes', () => {
    const { seconds } = drainBacklog(1, 10, shares, 7);
    expect(seconds.high).not.toBeNull();
    expect(seconds.low).toBeNull();
  });
});
