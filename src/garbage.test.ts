import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { collectNow } from './garbage.ts';

describe('garbage that is collected at once', () => {
  it('is freed, and no other code is shown the function for it', () => {
    const collected = new WeakRef({});
    // What a WeakRef was made for stays until the task ends.
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      collectNow();
      expect(collected.deref()).toBeUndefined();
      expect(runInNewContext('typeof gc')).toBe('undefined');
    });
  });
});
