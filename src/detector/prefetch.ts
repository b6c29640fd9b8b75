/**
 * Maps an iterable with up to `depth` calls under way at once, yielding in order: the next images
 * are decoded while the network works on the present one. A result is yielded as soon as it is
 * there, even where the next item is not: a camera's next frame may be long in coming, or may wait
 * for the verdict on this one.
 */
export async function* prefetch<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  depth: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = iterate(items);
  const pending: Promise<Outcome<Result>>[] = [];
  let coming: Promise<Outcome<IteratorResult<Item>>> | null = settle(iterator.next());
  let ended = false;
  try {
    while (coming !== null || pending.length > 0) {
      const arrived: Outcome<IteratorResult<Item>> | null = await firstOf(coming, pending[0]);
      if (arrived === null) {
        yield unwrap(await oldestOf(pending));
      } else {
        const next = unwrap(arrived);
        coming = null;
        if (next.done === true) ended = true;
        else pending.push(settle(map(next.value)));
      }
      if (coming === null && !ended && pending.length < depth) coming = settle(iterator.next());
    }
  } finally {
    const left = settle(iterator.return(undefined));
    // A source that is busy with its next item must not hold up whoever leaves.
    if (coming === null) unwrap(await left);
  }
}

/** The next item, or null if the oldest result is there before it or no item is awaited. */
function firstOf<Item>(
  coming: Promise<Item> | null,
  oldest: Promise<unknown> | undefined,
): Promise<Item | null> | null {
  if (coming === null || oldest === undefined) return coming;
  return Promise.race([coming, oldest.then(() => null)]);
}

function oldestOf<Result>(pending: Promise<Result>[]): Promise<Result> {
  const oldest = pending.shift();
  if (oldest === undefined) throw new RangeError('nothing is pending');
  return oldest;
}

async function* iterate<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<Item, undefined, undefined> {
  yield* items;
}

type Outcome<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

/** Keeps a rejection as a value until its turn comes, so that it is never an unhandled one. */
function settle<Result>(promise: Promise<Result>): Promise<Outcome<Result>> {
  return promise.then(
    (result) => ({ ok: true, result }),
    (error: unknown) => ({ ok: false, error }),
  );
}

function unwrap<Result>(outcome: Outcome<Result>): Result {
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}
