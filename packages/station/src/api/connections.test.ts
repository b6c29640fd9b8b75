import { describe, expect, it } from 'vitest';
import { isTooSlow } from './connections.ts';

const limits = { leastBytesPerS: 1024, windowMs: 20_000 };

/** A request of which so many bytes have come by each second; null while the station does not read. */
function secondOfEnd(bytesBySecond: (second: number) => number | null, seconds: number) {
  const socket = { bytesRead: 0 };
  const raw = { complete: false, readableLength: 0, socket };
  const watched = { raw, bytesRead: 0, since: 0 };
  for (let second = 1; second <= seconds; second++) {
    const bytes = bytesBySecond(second);
    raw.readableLength = bytes === null ? 16_384 : 0;
    socket.bytesRead += bytes ?? 0;
    if (isTooSlow(watched, second * 1000, limits)) return second;
  }
  return null;
}

describe('the least rate of a request', () => {
  it('ends one that has stopped, once a window is over', () => {
    expect(secondOfEnd(() => 0, 100)).toBe(20);
    expect(secondOfEnd((second) => (second < 15 ? 3000 : 0), 100)).toBe(40);
  });

  it('lets a slow link live, also one that is gone for most of the time', () => {
    expect(secondOfEnd(() => 1100, 3600)).toBeNull();
    expect(secondOfEnd((second) => (second % 15 === 0 ? 40_000 : 0), 3600)).toBeNull();
  });

  it('does not count the time in which the station does not read', () => {
    expect(secondOfEnd((second) => (second < 100 ? null : 5000), 300)).toBeNull();
    expect(secondOfEnd((second) => (second < 100 ? null : 0), 300)).toBe(119);
  });
});
