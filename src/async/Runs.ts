import { type AnyIterable, iteratorOf } from './iteratorOf.ts';

/** Hands out a sequence in runs, one after the other, without ever holding more than one item of it. */
export class Runs<Item> {
  readonly #iterator: AsyncIterator<Item> | Iterator<Item>;
  #ahead: IteratorResult<Item> | null = null;

  constructor(items: AnyIterable<Item>) {
    this.#iterator = iteratorOf(items);
  }

  /** Whether there is another item; waits for it. */
  async hasMore(): Promise<boolean> {
    this.#ahead ??= await this.#iterator.next();
    return this.#ahead.done !== true;
  }

  /**
   * The next `count` items, or as many as there are. Each run must be read to its end before the next is
   * taken.
   */
  async *take(count: number): AsyncGenerator<Item> {
    for (let taken = 0; taken < count; taken++) {
      const next: IteratorResult<Item> = this.#ahead ?? (await this.#iterator.next());
      this.#ahead = next.done === true ? next : null;
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** Closes the source, even if it has not been read to its end. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
