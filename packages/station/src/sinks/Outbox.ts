import type { PlainError } from 'nominal-vision/internal/errors';
import {
  isStoreFailure,
  MAX_RETRY_DELAY_MS,
  type OutboxMessage,
  type Store,
} from '../store/index.ts';
import type { Report } from '../Report.ts';
import { refusalOf } from './refusalOf.ts';

/** What became of the messages of a sink since it was opened. */
export interface SinkState {
  readonly delivered: number;
  readonly lastDelivered: { readonly at: string; readonly message: string } | null;
  /** The refusal that came last, even if the message was taken after it. */
  readonly lastError: (PlainError & { readonly at: string }) | null;
}

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
  #state: SinkState = { delivered: 0, lastDelivered: null, lastError: null };

  constructor(store: Store, options: OutboxOptions, report: Report) {
    this.#report = report;
    this.#store = store;
    this.#options = options;
  }

  get state(): SinkState {
    return this.#state;
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
      const due = await this.#store.outbox.due(this.#options.name, BATCH);
      await Promise.all(due.map((message) => this.#send(message)));
    } catch (error) {
      // Messages wait in the database that failed: the next look finds them.
      if (!isStoreFailure(error)) throw error;
    }
  }

  async #send({ id, payload, attempts }: OutboxMessage): Promise<void> {
    const { send, maxAttempts, retryMs } = this.#options;
    const { signal } = this.#cancellation;
    const refusal = await send(payload, signal).then(() => null, refusalOf);
    const at = new Date().toISOString();
    if (refusal === null) {
      const { delivered } = this.#state;
      this.#state = {
        ...this.#state,
        delivered: delivered + 1,
        lastDelivered: { at, message: payload },
      };
      return this.#store.outbox.taken(id);
    }
    if (signal.aborted) return;
    this.#state = { ...this.#state, lastError: { at, ...refusal } };
    const delayMs =
      attempts + 1 >= maxAttempts ? null : Math.min(MAX_RETRY_DELAY_MS, retryMs * 2 ** attempts);
    await this.#store.outbox.refused(id, refusal.message, delayMs);
  }
}
