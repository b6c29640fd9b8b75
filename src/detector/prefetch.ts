/**
 * Maps an iterable with up to `depth` calls under way at once, yielding in order: the next images
 * are decoded while the network works on the present one.
 */
export async function* prefetch<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  depth: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Outcome<Result>>[] = [];
  const next = async () => {
    const outcome = await pending.shift();
    if (outcome === undefined) throw new RangeError('nothing is pending');
    if (!outcome.ok) throw outcome.error;
    return outcome.result;
  };
  for await (const item of items) {
    pending.push(settle(map(item)));
    if (pending.length >= depth) yield await next();
  }
  while (pending.length > 0) yield await next();
}

type Outcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

/** Keeps a rejection as a value until its turn comes, so that it is never an unhandled one. */
function settle<Result>(promise: Promise<Result>): Promise<Outcome<Result>> {
  return promise.then(
    (result) => ({ ok: true, result }),
    (error: unknown) => ({ ok: false, error }),
  );
}
