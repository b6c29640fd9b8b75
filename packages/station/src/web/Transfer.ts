import { type Signal, signal } from '@preact/signals';
import { ApiError } from './api.ts';
import type { ToldError } from './types.ts';

/** A file that was not taken, and why. */
export type Refusal = ToldError & { readonly name: string };

/** Where a transfer stands. */
export interface TransferState {
  readonly total: number;
  /** Files that the station has answered for, the refused ones included. */
  readonly done: number;
  readonly refused: readonly Refusal[];
  /** `waiting`: the station does not answer or is full, and is tried again; `stopped`: a person must act. */
  readonly phase: 'sending' | 'waiting' | 'stopped' | 'done';
}

/** How files are sent. */
export interface TransferOptions {
  /** Most files of one request. */
  readonly batch: number;
  /** Requests at a time. */
  readonly lanes: number;
  /** Sends files. @returns those that the station refuses. @throws ApiError. */
  readonly send: (files: readonly File[], signal: AbortSignal) => Promise<readonly Refusal[]>;
  /** Told of what stops it. */
  readonly onFailure: (error: unknown) => void;
  readonly onChange: (state: TransferState) => void;
}

/** Bytes after which a request takes no further file. */
const BATCH_BYTES = 32 * 2 ** 20;
const LONGEST_PAUSE_S = 15;
/** Failures that pass by themselves: they are waited out. */
const PASSING: ReadonlySet<ApiError['code']> = new Set([
  'UNREACHABLE',
  'QUEUE_FULL',
  'RATE_LIMITED',
  'NOT_READY',
  'STOPPING',
  'STORE_UNAVAILABLE',
  'FLEET_FULL',
  'FLEET_TIMEOUT',
  'FLEET_UNREACHABLE',
] satisfies ApiError['code'][]);
/** Failures that every other file would meet, too. Any other is taken for the fault of a file. */
const STOPPING: ReadonlySet<ApiError['code']> = new Set([
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'OUTPUT_FAILED',
  'STORE_FAILED',
  'MODEL_DAMAGED',
  'MODEL_TOO_NEW',
  'BACKBONE_NOT_FOUND',
  'DEVICE_UNAVAILABLE',
  'FLEET_DENIED',
  'FLEET_NOT_SET_UP',
] satisfies ApiError['code'][]);

/**
 * Files on their way to the station, some at a time. What has arrived stays there, a file that is at
 * fault keeps no other back, and what failed otherwise is sent again.
 */
export class Transfer {
  readonly state: Signal<TransferState>;
  readonly #options: TransferOptions;
  #waiting: File[] = [];
  /** Files of a request that failed for one of them: each is sent by itself. */
  readonly #alone = new Set<File>();
  #abort = new AbortController();

  constructor(options: TransferOptions) {
    this.#options = options;
    this.state = signal({ total: 0, done: 0, refused: [], phase: 'done' });
  }

  get underWay(): boolean {
    const { phase } = this.state.value;
    return phase === 'sending' || phase === 'waiting';
  }

  /** Sends files, after those that are still on their way. */
  add(files: readonly File[]): void {
    const isNew = this.state.value.phase === 'done';
    const { total, done, refused } = isNew ? { total: 0, done: 0, refused: [] } : this.state.value;
    this.#waiting.push(...files);
    this.#set({ total: total + files.length, done, refused });
    this.resume();
  }

  /** Goes on with what is left. */
  resume(): void {
    if (this.underWay) return;
    this.#abort = new AbortController();
    this.#set({ phase: 'sending' });
    const { signal } = this.#abort;
    const lanes = Array.from({ length: this.#options.lanes }, () => this.#run(signal));
    void Promise.all(lanes).then(() => {
      if (!signal.aborted) this.#set({ phase: 'done' });
    });
  }

  /** Sends no more; what has arrived stays. */
  cancel(): void {
    this.#abort.abort();
    this.#waiting = [];
    this.#set({ phase: 'done' });
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const files = this.#next();
      try {
        const refused = await this.#options.send(files, signal);
        failures = 0;
        this.#settle(files.length, refused);
      } catch (error) {
        if (signal.aborted) {
          // Another lane was stopped: this one's files go with the next attempt.
          if (this.state.value.phase === 'stopped') this.#waiting.unshift(...files);
          return;
        }
        const pauseS = await this.#handle(error, files, ++failures);
        if (pauseS > 0) await pause(pauseS, signal);
      }
    }
  }

  #next(): File[] {
    const [first] = this.#waiting;
    let count = 1;
    if (!this.#alone.has(first)) {
      let bytes = first.size;
      for (const file of this.#waiting.slice(1, this.#options.batch)) {
        bytes += file.size;
        if (bytes > BATCH_BYTES || this.#alone.has(file)) break;
        count++;
      }
    }
    return this.#waiting.splice(0, count);
  }

  /** @returns seconds to wait before the next request. */
  async #handle(error: unknown, files: readonly File[], failures: number): Promise<number> {
    const failure = error instanceof ApiError ? error : new ApiError('UNKNOWN', String(error));
    const { code, message, reason, details, retryAfterS } = failure;
    if (!PASSING.has(code) && !STOPPING.has(code)) {
      if (files.length === 1)
        this.#settle(1, [{ name: files[0].name, code, reason, message, details }]);
      else {
        for (const file of files) this.#alone.add(file);
        this.#waiting.unshift(...files);
      }
      return 0;
    }
    // The browser says no more of a file that is gone than of a station that is.
    const gone = code === 'UNREACHABLE' ? await unreadable(files) : [];
    this.#waiting.unshift(...files.filter((file) => !gone.includes(file)));
    this.#settle(
      gone.length,
      gone.map(({ name }) => ({ name, code: 'FILE_GONE', message: 'the file is gone' })),
    );
    if (PASSING.has(code)) {
      this.#set({ phase: 'waiting' });
      return retryAfterS ?? Math.min(LONGEST_PAUSE_S, 2 ** failures);
    }
    this.#abort.abort();
    this.#set({ phase: 'stopped' });
    this.#options.onFailure(error);
    return 0;
  }

  #settle(files: number, refusals: readonly Refusal[]): void {
    if (files === 0) return;
    const { done, refused, phase } = this.state.value;
    this.#set({
      done: done + files,
      refused: [...refused, ...refusals],
      phase: phase === 'waiting' ? 'sending' : phase,
    });
  }

  #set(change: Partial<TransferState>): void {
    this.state.value = { ...this.state.value, ...change };
    this.#options.onChange(this.state.value);
  }
}

async function unreadable(files: readonly File[]): Promise<File[]> {
  const gone: File[] = [];
  for (const file of files) {
    const isReadable = await file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => true,
        () => false,
      );
    if (!isReadable) gone.push(file);
  }
  return gone;
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
