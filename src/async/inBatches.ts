import { type AnyIterable, iteratorOf } from './iteratorOf.ts';
import { settle, type Settled, unwrap } from './settle.ts';

/**
 * Maps an iterable in batches, in order: up to `size` calls run at once, and their results are yielded
 * together when all are done. Nothing runs while the caller works on a batch: decoding would take the
 * cores that the network needs, and a network whose threads wait for a core is slower than one that
 * starts a little later. A batch is cut short if its results are ready before the next item is: a
 * camera's next frame may take long, or may depend on the verdict on this one.
 */
export async function* inBatches<Item, Result>(
  items: AnyIterable<Item>,
  size: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<readonly Result[]> {
  const iterator = iteratorOf(items);
  let coming: Promise<Settled<IteratorResult<Item>>> | null = null;
  try {
    for (let ended = false; !ended;) {
      const batch: Promise<Settled<Result>>[] = [];
      while (batch.length < size) {
        coming ??= settle(Promise.resolve(iterator.next()));
        const arrived = await firstOf(coming, batch);
        if (arrived === null) break;
        coming = null;
        const next = unwrap(arrived);
        ended = next.done === true;
        if (next.done === true) break;
        batch.push(settle(map(next.value)));
      }
      yield* delivered(await Promise.all(batch));
    }
  } finally {
    const left = settle(Promise.resolve(iterator.return?.()));
    // Leaving must not wait for a source that is busy with its next item.
    if (coming === null) unwrap(await left);
  }
}

/** The next item, or null if all results of a batch that has begun are ready first. */
function firstOf<Item>(
  coming: Promise<Item>,
  batch: readonly Promise<unknown>[],
): Promise<Item | null> {
  if (batch.length === 0) return coming;
  return Promise.race([coming, Promise.all(batch).then(() => null)]);
}

/** The results before the first failure, then that failure. */
function* delivered<Result>(outcomes: readonly Settled<Result>[]): Generator<readonly Result[]> {
  const results: Result[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) {
      if (results.length > 0) yield results;
      throw outcome.error;
    }
    results.push(outcome.result);
  }
  if (results.length > 0) yield results;
}
