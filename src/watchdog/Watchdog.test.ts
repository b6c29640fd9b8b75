import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './Watchdog.ts';

describe('a watchdog', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back after the silence that is allowed, and not before', () => {
    const onSilent = vi.fn();
    const watchdog = new Watchdog(1000, onSilent);
    vi.advanceTimersByTime(1000);
    expect(onSilent).not.toHaveBeenCalled();
    expect(watchdog.silentMs).toBe(1000);
    vi.advanceTimersByTime(250);
    expect(onSilent).toHaveBeenCalledOnce();
    watchdog.stop();
  });

  it('starts waiting again after each sign of life, and stops for good once it is stopped', () => {
    const onSilent = vi.fn();
    const watchdog = new Watchdog(1000, onSilent);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(900);
      watchdog.heard();
    }
    watchdog.stop();
    vi.advanceTimersByTime(10_000);
    expect(onSilent).not.toHaveBeenCalled();
  });
});
