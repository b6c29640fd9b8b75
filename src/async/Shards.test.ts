import { describe, expect, it } from 'vitest';
import { Shards } from './Shards.ts';

async function read(items: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('shards', () => {
  it('hand out a sequence run by run, the last one short', async () => {
    const shards = new Shards([1, 2, 3, 4, 5]);
    expect(await read(shards.take(2))).toEqual([1, 2]);
    expect(await shards.hasMore()).toBe(true);
    expect(await read(shards.take(2))).toEqual([3, 4]);
    expect(await read(shards.take(2))).toEqual([5]);
    expect(await shards.hasMore()).toBe(false);
    expect(await read(shards.take(2))).toEqual([]);
  });

  it('look no further than one item ahead, and close the source', async () => {
    let taken = 0;
    let closed = false;
    const source = (function* () {
      try {
        for (;;) yield taken++;
      } finally {
        closed = true;
      }
    })();
    const shards = new Shards(source);
    await read(shards.take(3));
    expect(await shards.hasMore()).toBe(true);
    expect(taken).toBe(4);
    await shards.close();
    expect(closed).toBe(true);
  });
});
