import { describe, expect, it } from 'vitest';
import { inOrder } from './inOrder.ts';

const pause = (milliseconds = 0) => new Promise((done) => setTimeout(done, milliseconds));

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('inOrder', () => {
  it.each([1, 2, 3, 10])('gives results in order, at most %i made at once', async (atOnce) => {
    let running = 0;
    let most = 0;
    const results = await collect(
      inOrder([5, 1, 4, 2, 3, 6], atOnce, async (item) => {
        most = Math.max(most, ++running);
        await pause(item);
        running--;
        return item * 10;
      }),
    );
    expect(results).toEqual([50, 10, 40, 20, 30, 60]);
    expect(most).toBe(Math.min(atOnce, 6));
  });

  it('yields a result before the next item arrives, which may depend on it', async () => {
    const seen: number[] = [];
    const items = (async function* () {
      for (let item = 0; item < 4; item++) {
        yield item;
        while (seen.length <= item) await pause();
      }
    })();
    for await (const result of inOrder(items, 3, async (item) => pause(1).then(() => item))) {
      seen.push(result);
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('yields the results before a failure, then throws it', async () => {
    const results: number[] = [];
    const run = async () => {
      const failing = inOrder([1, 2, 3, 4], 4, (item) =>
        item === 3 ? Promise.reject(new Error('third')) : Promise.resolve(item),
      );
      for await (const result of failing) results.push(result);
    };
    await expect(run()).rejects.toThrow('third');
    expect(results).toEqual([1, 2]);
  });

  it('closes its source when the caller leaves early', async () => {
    let closed = false;
    const items = (async function* () {
      try {
        for (let item = 0; ; item++) yield await Promise.resolve(item);
      } finally {
        closed = true;
      }
    })();
    for await (const result of inOrder(items, 2, (item) => Promise.resolve(item))) {
      if (result === 3) break;
    }
    expect(closed).toBe(true);
  });
});
