import { type AnyIterable, iteratorOf } from './iteratorOf.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { settle, type Settled, unwrap } from './settle.ts';

/**
 * A sequence that is read once and can be left at any time: once the signal is aborted or the stream is
 * returned, a pending wait for the next item ends, however late that item is. The source is then closed;
 * an item or an error that still comes from it is dropped.
 */
export class AbortableStream<Item> implements AsyncIterableIterator<Item, undefined, undefined> {
  readonly #iterator: AsyncIterator<Item> | Iterator<Item>;
  readonly #signal: AbortSignal | undefined;
  /** Whether the source was asked for an item and has not answered. */
  #isBusy = false;
  /** Ends the wait for that item, if there is one. */
  #stopWaiting: (() => void) | null = null;
  #left: Promise<Settled<unknown>> | null = null;

  constructor(items: AnyIterable<Item>, signal: AbortSignal | undefined) {
    this.#iterator = iteratorOf(items);
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws NominalError `CANCELLED`, or whatever the source throws. */
  async next(): Promise<IteratorResult<Item, undefined>> {
    const next = this.#left === null && this.#signal?.aborted !== true ? await this.#ask() : null;
    if (next === null) {
      void this.#leave();
      throwIfCancelled(this.#signal);
      return { done: true, value: undefined };
    }
    const result = unwrap(next);
    return result.done === true ? { done: true, value: undefined } : result;
  }

  /** Closes the source, without waiting for one that is busy with its next item. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    const left = this.#leave();
    this.#stopWaiting?.();
    if (!this.#isBusy) unwrap(await left);
    return { done: true, value: undefined };
  }

  /** The next item, or null if the wait for it was ended. */
  async #ask(): Promise<Settled<IteratorResult<Item>> | null> {
    const stopped = new Promise<null>((resolve) => {
      this.#stopWaiting = () => {
        resolve(null);
      };
    });
    const stop = () => this.#stopWaiting?.();
    this.#signal?.addEventListener('abort', stop);
    try {
      this.#isBusy = true;
      const coming = settle((async () => this.#iterator.next())());
      void coming.then(() => (this.#isBusy = false));
      return await Promise.race([coming, stopped]);
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      this.#stopWaiting = null;
    }
  }

  #leave(): Promise<Settled<unknown>> {
    this.#left ??= settle((async () => this.#iterator.return?.())());
    return this.#left;
  }
}
