import { describe, expect, it } from 'vitest';
import { prefetch } from './prefetch.ts';

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const same = <Item>(item: Item) => Promise.resolve(item);
const pause = (milliseconds = 0) => new Promise((done) => setTimeout(done, milliseconds));

describe('prefetch', () => {
  it.each([1, 2, 3, 10])(
    'yields in order with %i calls under way at once, and no more',
    async (depth) => {
      let running = 0;
      let most = 0;
      const results = prefetch([5, 1, 4, 2, 3, 6], depth, async (item) => {
        most = Math.max(most, ++running);
        await pause(item);
        running--;
        return item * 10;
      });
      expect(await collect(results)).toEqual([50, 10, 40, 20, 30, 60]);
      expect(most).toBe(Math.min(depth, 6));
    },
  );

  it('takes no items and asynchronous items', async () => {
    expect(await collect(prefetch([], 3, same))).toEqual([]);
    const items = (async function* () {
      yield 1;
      await pause(2);
      yield 2;
    })();
    expect(await collect(prefetch(items, 3, (item) => Promise.resolve(item + 1)))).toEqual([2, 3]);
  });

  it('yields a result before the next item is there, which may wait for it', async () => {
    const seen: number[] = [];
    const items = (async function* () {
      for (let item = 0; item < 4; item++) {
        yield item;
        // A camera that is triggered once the verdict on the last frame is in.
        while (!seen.includes(item)) await pause();
      }
    })();
    for await (const result of prefetch(items, 3, same)) seen.push(result);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('takes no item before there is room for it', async () => {
    let taken = 0;
    const items = (function* () {
      for (;;) yield taken++;
    })();
    for await (const result of prefetch(items, 2, same)) {
      if (result === 5) break;
    }
    expect(taken).toBeLessThanOrEqual(5 + 1 + 2);
  });

  it('throws the error of a call in its turn, and none is left unhandled', async () => {
    const seen: number[] = [];
    const results = prefetch([1, 2, 3, 4], 4, (item) =>
      item >= 3 ? Promise.reject(new RangeError(`item ${item}`)) : Promise.resolve(item),
    );
    const reading = (async () => {
      for await (const result of results) seen.push(result);
    })();
    await expect(reading).rejects.toThrow('item 3');
    expect(seen).toEqual([1, 2]);
    // An unhandled rejection would fail the run.
    await pause();
  });

  it('throws the error of the source', async () => {
    const items = (async function* () {
      yield await Promise.resolve(1);
      throw new RangeError('no camera');
    })();
    await expect(collect(prefetch(items, 2, same))).rejects.toThrow('no camera');
  });

  it('closes the source when it is left early, without waiting for an item to come', async () => {
    let closed = false;
    const items = (function* () {
      try {
        for (let item = 0; ; item++) yield item;
      } finally {
        closed = true;
      }
    })();
    for await (const result of prefetch(items, 1, same)) if (result === 1) break;
    expect(closed).toBe(true);

    const silent = (async function* () {
      yield 1;
      await new Promise(() => undefined);
    })();
    for await (const result of prefetch(silent, 3, same)) {
      expect(result).toBe(1);
      break;
    }
  });
});
