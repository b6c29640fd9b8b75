import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inParallel } from './inParallel.ts';

it('works on every item, the requested number at a time', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5], 2, undefined, async (item) => {
    most = Math.max(most, ++running);
    await setTimeout(2);
    running--;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('rejects with the first failure once the others have ended, and starts nothing after it', async () => {
  const begun: number[] = [];
  let ended = false;
  const work = async (item: number, signal: AbortSignal) => {
    begun.push(item);
    if (item === 1) throw new Error('first');
    await setTimeout(20);
    ended = true;
    if (signal.aborted) throw new Error('second');
  };
  await expect(inParallel([0, 1, 2, 3], 2, undefined, work)).rejects.toThrow('first');
  expect(begun).toEqual([0, 1]);
  expect(ended).toBe(true);
});

it('is cancelled by its signal, even if the work ignores it', async () => {
  const stop = new AbortController();
  const work = () => {
    stop.abort();
    return Promise.resolve();
  };
  await expect(inParallel([1, 2], 1, stop.signal, work)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
