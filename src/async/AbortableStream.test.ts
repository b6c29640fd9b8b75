import { describe, expect, it } from 'vitest';
import { inBatches } from './inBatches.ts';
import { AbortableStream } from './AbortableStream.ts';
import { inOrder } from './inOrder.ts';
import { Runs } from './Runs.ts';

/** Gives some items and then none for ever, as a camera that has stalled; counts how often it was let go. */
function stalled(...items: number[]) {
  const source = {
    left: 0,
    /** Settles once a reader waits in vain. */
    waiting: withResolvers<null>(),
    [Symbol.asyncIterator]: () => source,
    next: (): Promise<IteratorResult<number>> => {
      const value = items.shift();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      source.waiting.resolve(null);
      return new Promise(() => undefined);
    },
    return: (): Promise<IteratorResult<number>> => {
      source.left++;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return source;
}

function withResolvers<Result>() {
  let resolve: (result: Result) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Result>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { promise, resolve, reject };
}

const same = <Item>(item: Item) => Promise.resolve(item);

async function read(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a stream of images', () => {
  it.each([
    ['by itself', (items: AsyncIterable<number>): AsyncIterable<unknown> => items],
    [
      'in batches',
      (items: AsyncIterable<number>): AsyncIterable<unknown> => inBatches(items, 3, same),
    ],
    ['in order', (items: AsyncIterable<number>): AsyncIterable<unknown> => inOrder(items, 3, same)],
    ['in runs', (items: AsyncIterable<number>): AsyncIterable<unknown> => new Runs(items).take(9)],
  ])(
    'that stalls does not block a reader %s: an abort ends the wait, and closes the source once',
    async (_name, reader) => {
      const source = stalled(1, 2);
      const controller = new AbortController();
      const reading = read(reader(new AbortableStream(source, controller.signal)));
      await source.waiting.promise;
      controller.abort();
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(source.left).toBe(1);
    },
  );

  it('is not asked for an item once the signal is aborted', async () => {
    const source = stalled(1);
    const stream = new AbortableStream(source, AbortSignal.abort());
    await expect(stream.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(source.left).toBe(1);
  });

  it('that is returned ends the wait of its reader', async () => {
    const source = stalled();
    const stream = new AbortableStream(source, undefined);
    const reading = read(stream);
    await source.waiting.promise;
    await stream.return();
    expect(await reading).toEqual([]);
    expect(source.left).toBe(1);
  });

  it('drops an error that comes too late, and passes on one that does not', async () => {
    const late = withResolvers<IteratorResult<number>>();
    const source = { [Symbol.asyncIterator]: () => ({ next: () => late.promise }) };
    const controller = new AbortController();
    const reading = new AbortableStream(source, controller.signal).next();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    // An unhandled rejection would fail the run.
    late.reject(new RangeError('too late'));
    await new Promise((done) => setTimeout(done));

    const failing = (async function* () {
      yield await Promise.resolve(1);
      throw new RangeError('no camera');
    })();
    await expect(read(new AbortableStream(failing, controller.signal))).rejects.toThrow(
      'cancelled',
    );
    await expect(read(new AbortableStream(failing, undefined))).resolves.toEqual([]);
  });

  it('leaves no listener on its signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const counted = new Proxy(signal, {
      get: (target, key) => {
        if (key === 'addEventListener') return () => listeners++;
        if (key === 'removeEventListener') return () => listeners--;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    expect(await read(new AbortableStream([1, 2, 3], counted))).toEqual([1, 2, 3]);
    expect(listeners).toBe(0);
  });
});
