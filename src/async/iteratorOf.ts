/** Items one after the other: at hand, or as they come. */
export type AnyIterable<Item> = Iterable<Item> | AsyncIterable<Item>;

/** Begins to read a sequence. */
export function iteratorOf<Item>(items: AnyIterable<Item>): Iterator<Item> | AsyncIterator<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
