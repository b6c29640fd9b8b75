import { NominalError, throwIfCancelled } from 'nominal-vision/internal/errors';

/** What a budget allows. */
export interface BudgetLimits {
  readonly maxBytes: number;
  /** How many may wait for their share; more are refused. Without it all wait. */
  readonly maxWaiting?: number;
}

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/** Seconds after which a refused caller is asked to try again. */
const RETRY_AFTER_S = 5;

/**
 * Memory that is shared out: work that needs some waits until it is free, in the order of asking, so
 * that large pieces are not overtaken forever by small ones. Work that needs more than there is runs
 * alone.
 */
export class MemoryBudget {
  readonly #limits: BudgetLimits;
  readonly #waiting: Waiting[] = [];
  #usedBytes = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Works with so much memory, which must have been let go when the work ends.
   *
   * @param signal ends the wait, not the work.
   * @throws NominalError `QUEUE_FULL` where too many wait, or `CANCELLED`.
   */
  async use<Result>(
    bytes: number,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    await this.#take(bytes, signal);
    try {
      return await work();
    } finally {
      this.#usedBytes -= bytes;
      this.#next();
    }
  }

  #take(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    throwIfCancelled(signal);
    if (this.#waiting.length === 0 && this.#hasRoom(bytes)) {
      this.#usedBytes += bytes;
      return Promise.resolve();
    }
    if (this.#waiting.length >= (this.#limits.maxWaiting ?? Infinity)) throw this.#refusal();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(
          new NominalError('CANCELLED', {
            reason: 'workCancelled',
            what: 'who asked has gone',
            cause: signal?.reason,
          }),
        );
        this.#next();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #hasRoom(bytes: number): boolean {
    return this.#usedBytes === 0 || this.#usedBytes + bytes <= this.#limits.maxBytes;
  }

  #next(): void {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      if (!this.#hasRoom(first.bytes)) return;
      this.#waiting.shift();
      this.#usedBytes += first.bytes;
      first.begin();
    }
  }

  #refusal(): NominalError {
    return new NominalError('QUEUE_FULL', {
      reason: 'memoryFull',
      what: 'more work waits for memory than the station takes',
      received: `${this.#waiting.length} pieces of work waiting for ${this.#limits.maxBytes} bytes`,
      remedy: `Try again in ${RETRY_AFTER_S} s`,
      details: { retryAfterS: RETRY_AFTER_S },
    });
  }
}
