import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './MemoryBudget.ts';

/** Work that goes on until it is told to end. */
function openWork() {
  let begun = false;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = () => {
    begun = true;
    return ended;
  };
  return { work, end: () => end(), hasBegun: () => begun };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the memory budget', () => {
  it('never gives out more than there is, but to one that goes alone, and serves all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 }),
        async (sizes) => {
          const budget = new MemoryBudget({ maxBytes: 100 });
          const inside: number[] = [];
          const work = (bytes: number) => async () => {
            inside.push(bytes);
            const sum = inside.reduce((total, own) => total + own, 0);
            const others = inside.filter((own) => own > 0).length;
            expect(sum <= 100 || others === 1).toBe(true);
            await settle();
            inside.splice(inside.indexOf(bytes), 1);
            return bytes;
          };
          const done = await Promise.all(sizes.map((bytes) => budget.use(bytes, work(bytes))));
          expect(done).toEqual(sizes);
          expect(budget.usedBytes).toBe(0);
        },
      ),
      { seed: 3, numRuns: 100 },
    );
  });

  it('serves in order: the large are not overtaken by the small', async () => {
    const budget = new MemoryBudget({ maxBytes: 100 });
    const [first, large, small] = [openWork(), openWork(), openWork()];
    const all = [
      budget.use(60, first.work),
      budget.use(90, large.work),
      budget.use(10, small.work),
    ];
    await settle();
    expect([large.hasBegun(), small.hasBegun()]).toEqual([false, false]);
    first.end();
    await settle();
    expect([large.hasBegun(), small.hasBegun()]).toEqual([true, true]);
    large.end();
    small.end();
    await Promise.all(all);
  });

  it('gives back what failed work had, and the place of who leaves', async () => {
    const budget = new MemoryBudget({ maxBytes: 100 });
    await expect(
      budget.use(100, () => Promise.reject(new RangeError('no'))),
    ).rejects.toBeInstanceOf(RangeError);
    const [first, third] = [openWork(), openWork()];
    const leaving = new AbortController();
    const held = budget.use(50, first.work);
    const left = budget.use(100, () => Promise.resolve(), leaving.signal);
    const behind = budget.use(50, third.work);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    await settle();
    expect(third.hasBegun()).toBe(true);
    first.end();
    third.end();
    await Promise.all([held, behind]);
    expect(budget.usedBytes).toBe(0);
  });

  it('refuses where too many wait, with the time to wait', async () => {
    const budget = new MemoryBudget({ maxBytes: 1, maxWaiting: 1 });
    const first = openWork();
    const held = budget.use(1, first.work);
    const waiting = budget.use(1, () => Promise.resolve());
    await expect(budget.use(1, () => Promise.resolve())).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      details: { retryAfterS: 5 },
    });
    first.end();
    await Promise.all([held, waiting]);
  });
});
