import { type Outcome, settle, unwrap } from './outcome.ts';

/**
 * Maps an iterable, up to `atOnce` items at a time, and yields the results in the order of the items,
 * each as soon as it is there: also while the next item is long in coming, as a camera's may be.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const running: Promise<Outcome<Result>>[] = [];
  let coming: Promise<Outcome<IteratorResult<Item>>> | null = null;
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
    // A source that is busy with its next item must not hold up whoever leaves.
    if (coming === null) unwrap(await left);
  }
}
