import { NominalError } from '../../errors/index.ts';

/** What may be inside at a time. */
export interface AdmissionLimits {
  readonly maxQueuedImages: number;
  readonly maxQueuedBytes: number;
}

/** Seconds that a refused caller is asked to wait, at least and at most. */
const RETRY_AFTER_S = { least: 1, most: 30 };

/**
 * Bounds what inspection requests hold in memory: a request is let in before its body is read, or
 * refused with the time after which to try again.
 */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  #images = 0;
  #bytes = 0;
  /** Smoothed seconds from a request's admission to its answer, per image ahead of it. */
  #secondsPerImage = 0.05;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /**
   * Lets a request in. One that is larger than everything allowed is let in alone.
   *
   * @returns what to call, once, when it is answered.
   * @throws NominalError `QUEUE_FULL` with `retryAfterS` in its details.
   */
  enter(images: number, bytes: number): () => void {
    const { maxQueuedImages, maxQueuedBytes } = this.#limits;
    const full = this.#images + images > maxQueuedImages || this.#bytes + bytes > maxQueuedBytes;
    if (full && this.#images > 0) throw this.#refusal();
    this.#images += images;
    this.#bytes += bytes;
    const start = performance.now();
    const ahead = this.#images;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#images -= images;
      this.#bytes -= bytes;
      const seconds = (performance.now() - start) / 1000 / ahead;
      this.#secondsPerImage += 0.05 * (seconds - this.#secondsPerImage);
    };
  }

  #refusal(): NominalError {
    const { least, most } = RETRY_AFTER_S;
    const seconds = Math.ceil(this.#images * this.#secondsPerImage);
    const retryAfterS = Math.min(most, Math.max(least, seconds));
    return new NominalError('QUEUE_FULL', {
      what: 'more images wait than the station takes',
      expected: `at most ${this.#limits.maxQueuedImages} images or ${this.#limits.maxQueuedBytes} bytes`,
      received: `${this.#images} images of ${this.#bytes} bytes already waiting`,
      remedy: `Try again in ${retryAfterS} s`,
      details: { retryAfterS },
    });
  }
}
