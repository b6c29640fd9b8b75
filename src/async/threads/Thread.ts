import { Worker } from 'node:worker_threads';
import { NominalError } from '../../errors/index.ts';
import { PATIENT_SILENCE_MS, type SignOfLife, Watchdog } from '../../watchdog/index.ts';

/** A message that a thread posts: a sign of life, a note on the request under way, or its answer. */
export type ThreadMessage<Answer, Note = never> =
  SignOfLife | { readonly note: Note } | { readonly answer: Answer };

/** Texts of the error when a thread ends unexpectedly. */
export interface ThreadFailure {
  readonly what: string;
  readonly remedy: string;
}

interface Waiting<Answer, Note> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: NominalError) => void;
  readonly onNote: ((note: Note) => void) | undefined;
}

/**
 * A thread that answers requests one after the other, in order. It posts {@link ThreadMessage}s, and ends
 * by itself once it receives null. A thread that is silent for long while it has a request is stuck, and
 * is terminated.
 */
export class Thread<Request, Answer, Note = never> {
  readonly #worker: Worker;
  readonly #waiting: Waiting<Answer, Note>[] = [];
  readonly #ended: Promise<void>;
  readonly #words: ThreadFailure;
  readonly #silenceMs: number;
  /** Null while the thread has nothing to do. */
  #watchdog: Watchdog | null = null;
  #failure: NominalError | null = null;

  /** @param script path of the compiled script. */
  constructor(
    script: string,
    workerData: unknown,
    words: ThreadFailure,
    silenceMs = PATIENT_SILENCE_MS,
  ) {
    this.#words = words;
    this.#silenceMs = silenceMs;
    this.#worker = new Worker(script, { workerData });
    this.#worker.on('message', (message: ThreadMessage<Answer, Note>) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) =>
      this.#worker.once('exit', () => {
        this.#fail(undefined);
        resolve();
      }),
    );
    // Only a request that is under way keeps the process from ending.
    this.#worker.unref();
  }

  /** Requests that have no answer yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * @param onNote called with the notes of the thread on the request; must not throw.
   * @throws NominalError `WORKER_FAILED` if the thread ends before it answers.
   */
  call(request: Request, onNote?: (note: Note) => void): Promise<Answer> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      // A request that cannot be sent throws here, before it is waited for.
      this.#worker.postMessage(request);
      this.#waiting.push({ resolve, reject, onNote });
      this.#worker.ref();
      this.#watchdog ??= new Watchdog(this.#silenceMs, () => this.#endStuck());
    });
  }

  /** Ends the thread once it has answered its requests. */
  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage(null);
    await this.#ended;
  }

  #receive(message: ThreadMessage<Answer, Note>): void {
    this.#watchdog?.heard();
    if ('type' in message) return;
    if ('note' in message) {
      this.#waiting.at(0)?.onNote?.(message.note);
      return;
    }
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) {
      this.#stopWatching();
      this.#worker.unref();
    }
    first?.resolve(message.answer);
  }

  #endStuck(): void {
    this.#fail(new Error(`the thread gave no sign of life for ${this.#silenceMs / 1000} s`));
    void this.#worker.terminate();
  }

  #stopWatching(): void {
    this.#watchdog?.stop();
    this.#watchdog = null;
  }

  #fail(cause: unknown): void {
    this.#stopWatching();
    this.#failure ??= new NominalError('WORKER_FAILED', {
      ...this.#words,
      received: cause instanceof Error ? cause.message : 'no error',
      cause,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** The thread with the fewest requests waiting. */
export function leastBusy<Some extends { readonly waiting: number }>(
  threads: readonly Some[],
): Some {
  return threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
}
