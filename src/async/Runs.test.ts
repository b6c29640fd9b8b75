import { describe, expect, it } from 'vitest';
import { Runs } from './Runs.ts';

async function read(items: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('runs', () => {
  it('hand out a sequence run by run, the last one short', async () => {
    const runs = new Runs([1, 2, 3, 4, 5]);
    expect(await read(runs.take(2))).toEqual([1, 2]);
    expect(await runs.hasMore()).toBe(true);
    expect(await read(runs.take(2))).toEqual([3, 4]);
    expect(await read(runs.take(2))).toEqual([5]);
    expect(await runs.hasMore()).toBe(false);
    expect(await read(runs.take(2))).toEqual([]);
  });

  it('look at most one item ahead, and close the source', async () => {
    let taken = 0;
    let closed = false;
    const source = (function* () {
      try {
        for (;;) yield taken++;
      } finally {
        closed = true;
      }
    })();
    const runs = new Runs(source);
    await read(runs.take(3));
    expect(await runs.hasMore()).toBe(true);
    expect(taken).toBe(4);
    await runs.close();
    expect(closed).toBe(true);
  });
});
