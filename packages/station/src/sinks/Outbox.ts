import {
  type Delivery,
  isStoreFailure,
  MAX_DELIVERY_DELAY_MS,
  type Store,
} from '../store/index.ts';
import type { Report } from '../Report.ts';

/** How messages of one sink are sent again. */
export interface OutboxOptions {
  readonly name: string;
  readonly maxAttempts: number;
  readonly retryMs: number;
  /** Hands one message over; a rejection means that it is to be sent again. */
  readonly send: (payload: string, signal: AbortSignal) => Promise<void>;
}

const POLL_MS = 250;
const BATCH = 16;

/**
 * Sends the messages of one sink, oldest first, each until it is taken; the wait between two attempts
 * doubles. Messages wait in the database, so that none is lost over a restart. A message can come
 * twice, if the station ends after it was taken and before it is crossed off.
 */
export class Outbox {
  readonly #store: Store;
  readonly #options: OutboxOptions;
  readonly #report: Report;
  readonly #cancellation = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(store: Store, options: OutboxOptions, report: Report) {
    this.#report = report;
    this.#store = store;
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#sendDue()
        .catch((error: unknown) => this.#report(`the sink ${this.#options.name} is held up`, error))
        .finally(() => {
          this.#running = null;
        });
    }, POLL_MS);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#cancellation.abort();
    await this.#running;
  }

  async #sendDue(): Promise<void> {
    try {
      const due = await this.#store.deliveries.due(this.#options.name, BATCH);
      await Promise.all(due.map((delivery) => this.#send(delivery)));
    } catch (error) {
      // Messages wait in the database that failed: the next look finds them.
      if (!isStoreFailure(error)) throw error;
    }
  }

  async #send({ id, payload, attempts }: Delivery): Promise<void> {
    const { send, maxAttempts, retryMs } = this.#options;
    const { signal } = this.#cancellation;
    const refusal = await send(payload, signal).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (refusal === null) return this.#store.deliveries.taken(id);
    if (signal.aborted) return;
    const delayMs =
      attempts + 1 >= maxAttempts ? null : Math.min(MAX_DELIVERY_DELAY_MS, retryMs * 2 ** attempts);
    await this.#store.deliveries.refused(id, refusal, delayMs);
  }
}
