/** Passes items from a producer to an async iteration until it is closed. */
export class Channel<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  #wake: (() => void) | null = null;
  #closed = false;

  push(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Ends the iteration after the items that were pushed. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, undefined, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#closed) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
