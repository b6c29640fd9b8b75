import { type AnyIterable, iteratorOf } from './iteratorOf.ts';
import { settle, type Settled, unwrap } from './settle.ts';

/**
 * Maps an iterable, up to `atOnce` items at a time, and yields the results in the order of the items,
 * each as soon as it is ready, even while the next item, such as a frame of a camera, is still awaited.
 */
export async function* inOrder<Item, Result>(
  items: AnyIterable<Item>,
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = iteratorOf(items);
  const running: Promise<Settled<Result>>[] = [];
  let coming: Promise<Settled<IteratorResult<Item>>> | null = null;
  let ended = false;
  try {
    for (;;) {
      while (!ended && running.length < atOnce) {
        coming ??= settle(Promise.resolve(iterator.next()));
        const first = running.at(0)?.then(() => null);
        const arrived = await (first === undefined ? coming : Promise.race([coming, first]));
        if (arrived === null) break;
        coming = null;
        const next = unwrap(arrived);
        if (next.done === true) ended = true;
        else running.push(settle(map(next.value)));
      }
      const first = running.shift();
      if (first === undefined) return;
      yield unwrap(await first);
    }
  } finally {
    const left = settle(Promise.resolve(iterator.return?.()));
    // Leaving must not wait for a source that is busy with its next item.
    if (coming === null) unwrap(await left);
  }
}
