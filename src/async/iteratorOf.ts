/** A sequence of items that are all at hand, or that arrive over time. */
export type AnyIterable<Item> = Iterable<Item> | AsyncIterable<Item>;

/** Starts reading a sequence. */
export function iteratorOf<Item>(items: AnyIterable<Item>): Iterator<Item> | AsyncIterator<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
