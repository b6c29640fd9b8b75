import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NominalError } from 'nominal-vision/internal/errors';
import { SuspectImages } from './SuspectImages.ts';

describe('images that may end the process that inspects', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const pauses = { stuckMs: 6000, endedMs: 600 };
  const failing = (code: 'INSPECTION_TIMEOUT' | 'WORKER_FAILED' | 'STORE_FAILED') => () =>
    Promise.reject(new NominalError(code, { what: 'it failed' }));
  const well = () => Promise.resolve('decided');

  it('are tried again one at a time, after a pause that each further end begins anew', async () => {
    const suspects = new SuspectImages(pauses);
    let tries = 0;
    const stuck = () => {
      tries++;
      return failing('INSPECTION_TIMEOUT')();
    };
    await expect(suspects.inspect('a', stuck)).rejects.toMatchObject({
      code: 'INSPECTION_TIMEOUT',
    });
    await expect(suspects.inspect('b', stuck)).rejects.toMatchObject({
      code: 'INSPECTION_TIMEOUT',
    });
    // Both sources come again and again, for an hour.
    for (let ms = 0; ms < 3_600_000; ms += 200) {
      vi.advanceTimersByTime(200);
      for (const sha256 of ['a', 'b'])
        await expect(suspects.inspect(sha256, stuck)).rejects.toThrow(NominalError);
    }
    expect(tries).toBe(2 + 3_600_000 / 6000);
  });

  it('hold up no other image', async () => {
    const suspects = new SuspectImages(pauses);
    await expect(suspects.inspect('a', failing('WORKER_FAILED'))).rejects.toThrow();
    await expect(suspects.inspect('a', well)).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(suspects.inspect('b', well)).resolves.toBe('decided');
  });

  it('are tried at once when one of them is decided after all: memory was short, say', async () => {
    const suspects = new SuspectImages(pauses);
    for (const sha256 of ['a', 'b', 'c'])
      await expect(suspects.inspect(sha256, failing('WORKER_FAILED'))).rejects.toThrow();
    vi.advanceTimersByTime(600);
    for (const sha256 of ['a', 'b', 'c', 'a'])
      await expect(suspects.inspect(sha256, well)).resolves.toBe('decided');
  });

  it('are not those that something else failed by', async () => {
    const suspects = new SuspectImages(pauses);
    await expect(suspects.inspect('a', failing('STORE_FAILED'))).rejects.toThrow();
    await expect(suspects.inspect('a', well)).resolves.toBe('decided');
  });
});
