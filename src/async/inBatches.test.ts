import { describe, expect, it } from 'vitest';
import { inBatches } from './inBatches.ts';

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const same = <Item>(item: Item) => Promise.resolve(item);
const pause = (milliseconds = 0) => new Promise((done) => setTimeout(done, milliseconds));

describe('inBatches', () => {
  it.each([1, 2, 3, 10])('gives %i results together, in order, made at once', async (size) => {
    let running = 0;
    let most = 0;
    const batches = await collect(
      inBatches([5, 1, 4, 2, 3, 6], size, async (item) => {
        most = Math.max(most, ++running);
        await pause(item);
        running--;
        return item * 10;
      }),
    );
    expect(batches.flat()).toEqual([50, 10, 40, 20, 30, 60]);
    expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
    expect(most).toBe(Math.min(size, 6));
  });

  it('lets nothing run while the caller works on a batch', async () => {
    let running = 0;
    const results = inBatches([1, 2, 3, 4, 5], 2, async (item) => {
      running++;
      await pause(1);
      running--;
      return item;
    });
    for await (const batch of results) {
      expect(batch.length).toBeGreaterThan(0);
      await pause(3);
      expect(running).toBe(0);
    }
  });

  it('accepts an empty sequence and asynchronous items', async () => {
    expect(await collect(inBatches([], 3, same))).toEqual([]);
    const items = (async function* () {
      yield 1;
      await pause(2);
      yield 2;
    })();
    const batches = await collect(inBatches(items, 3, (item) => Promise.resolve(item + 1)));
    expect(batches).toEqual([[2], [3]]);
  });

  it('yields a result before the next item arrives, which may depend on it', async () => {
    const seen: number[] = [];
    const items = (async function* () {
      for (let item = 0; item < 4; item++) {
        yield item;
        // A camera that is triggered once the verdict on the last frame is in.
        while (!seen.includes(item)) await pause();
      }
    })();
    for await (const batch of inBatches(items, 3, same)) seen.push(...batch);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('takes no more than one item before there is room for it', async () => {
    let taken = 0;
    const items = (function* () {
      for (;;) yield taken++;
    })();
    for await (const batch of inBatches(items, 2, same)) if (batch.includes(5)) break;
    expect(taken).toBeLessThanOrEqual(5 + 1 + 1);
  });

  it('throws the error of a call after the results before it, and none is left unhandled', async () => {
    const seen: number[] = [];
    const results = inBatches([1, 2, 3, 4], 4, (item) =>
      item >= 3 ? Promise.reject(new RangeError(`item ${item}`)) : Promise.resolve(item),
    );
    const reading = (async () => {
      for await (const batch of results) seen.push(...batch);
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
    await expect(collect(inBatches(items, 2, same))).rejects.toThrow('no camera');
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
    for await (const [result] of inBatches(items, 1, same)) if (result === 1) break;
    expect(closed).toBe(true);

    const silent = (async function* () {
      yield 1;
      await new Promise(() => undefined);
    })();
    for await (const [result] of inBatches(silent, 3, same)) {
      expect(result).toBe(1);
      break;
    }
  });
});
