import { NominalError, nominalError, type PlainError } from 'nominal-vision/internal/errors';
import { type FitObjects, type FitPart, fitObjects } from './FitObjects.ts';

/** How often it is looked whether anything was heard. */
const LOOK_MS = 1000;

/** Waits for what the parts of a fit come to. */
export class ResultBoard {
  readonly #objects: FitObjects;
  readonly #silenceMs: number;
  readonly #rename: (message: string) => string;
  readonly #ended = new AbortController();
  readonly #there = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  readonly #failure: Promise<never>;
  #heardAt = performance.now();

  /**
   * @param silenceMs after which no worker is assumed to be working.
   * @param rename replaces the names of the fit's objects with those that the user gave.
   */
  constructor(
    objects: FitObjects,
    silenceMs: number,
    signal: AbortSignal | undefined,
    rename: (message: string) => string,
  ) {
    this.#objects = objects;
    this.#rename = rename;
    this.#silenceMs = silenceMs;
    this.#failure = Promise.race([this.#listen(), this.#silence(), cancelled(signal)]);
    // Waiters get the error; there may be none at the moment.
    this.#failure.catch(() => undefined);
  }

  /** Something was heard of the fit. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /**
   * Waits until a part is done, or work that it needs has failed.
   *
   * @throws NominalError that ended a part, `FLEET_TIMEOUT` where nobody works, or `CANCELLED`.
   */
  async wait(part: FitPart, needs: Promise<void>): Promise<void> {
    const name = fitObjects.result(part);
    const arrived = new Promise<void>((resolve) => {
      if (this.#there.has(name)) resolve();
      else this.#waiting.set(name, resolve);
    });
    await Promise.race([arrived, this.#failure, needs.then(() => arrived)]);
  }

  close(): void {
    this.#ended.abort();
  }

  async #listen(): Promise<never> {
    for await (const name of this.#objects.arrivals(this.#ended.signal)) {
      this.heard();
      this.#there.add(name);
      this.#waiting.get(name)?.();
      if (name.startsWith(fitObjects.failures)) {
        const failure = JSON.parse(await this.#objects.getText(name)) as PlainError;
        throw nominalError({ ...failure, message: this.#rename(failure.message) });
      }
    }
    return new Promise(() => undefined);
  }

  async #silence(): Promise<never> {
    return new Promise((_, reject) => {
      const timer = setInterval(() => {
        if (performance.now() - this.#heardAt < this.#silenceMs) return;
        clearInterval(timer);
        reject(
          new NominalError('FLEET_TIMEOUT', {
            what: `nobody has worked on the fit for ${Math.round(this.#silenceMs / 1000)} s`,
            remedy: 'Start workers that take fits ("nominal worker --fits")',
          }),
        );
      }, LOOK_MS);
      this.#ended.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    });
  }
}

async function cancelled(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () =>
      reject(
        new NominalError('CANCELLED', { what: 'the work was cancelled', cause: signal?.reason }),
      );
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
