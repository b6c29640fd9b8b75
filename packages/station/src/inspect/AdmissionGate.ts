import { NominalError } from 'nominal-vision/internal/errors';

/** Limits on requests in flight. */
export interface AdmissionLimits {
  readonly maxQueuedImages: number;
  readonly maxQueuedBytes: number;
}

/** Seconds that a refused caller is asked to wait, at least and at most. */
const RETRY_AFTER_S = { least: 1, most: 30 };
/** Most requests whose bodies arrive at a time. A slow one takes nothing but its connection. */
const MAX_ARRIVING = 2000;

/** A request whose body comes in. */
export interface Arrival {
  /** @throws NominalError `QUEUE_FULL` where all that arrives is more than is held. */
  readonly add: (bytes: number) => void;
  /** Takes places for its images, once they are there. @throws NominalError `QUEUE_FULL`. */
  readonly admit: (images: number) => void;
  /** Its bytes are the store's now. */
  readonly kept: () => void;
  /** Gives back all that it holds; may be called again. */
  readonly leave: () => void;
}

/**
 * Bounds what inspection requests hold: by the bytes that have arrived, not by those announced, so that
 * no client keeps others out with a mere announcement.
 */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  #images = 0;
  #bytes = 0;
  #arriving = 0;
  /** Smoothed seconds from a request's admission to its answer, per image ahead of it. */
  #secondsPerImage = 0.05;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Begins to receive a request, unless the queue is full as it is. @throws NominalError `QUEUE_FULL` with `retryAfterS` in its details. */
  arrive(): Arrival {
    if (this.#arriving >= MAX_ARRIVING) throw this.#refusal();
    this.#refuseWhenFull();
    this.#arriving++;
    let own = 0;
    let leaveQueue: (() => void) | null = null;
    let gone = false;
    const kept = () => {
      this.#bytes -= own;
      own = 0;
    };
    return {
      add: (bytes) => {
        if (gone) return;
        const others = this.#bytes - own;
        // A request larger than the whole limit may still come alone.
        if (others > 0 && this.#bytes + bytes > this.#limits.maxQueuedBytes) throw this.#refusal();
        own += bytes;
        this.#bytes += bytes;
      },
      admit: (images) => {
        if (gone) return;
        this.#refuseWhenFull();
        leaveQueue = this.#enterQueue(images);
      },
      kept,
      leave: () => {
        if (gone) return;
        gone = true;
        this.#arriving--;
        kept();
        leaveQueue?.();
      },
    };
  }

  /**
   * Admits an image that is there already, such as one of a source.
   *
   * @returns what to call, once, when it is decided.
   * @throws NominalError `QUEUE_FULL` with `retryAfterS` in its details.
   */
  enter(images: number, bytes: number): () => void {
    const arrival = this.arrive();
    try {
      arrival.admit(images);
      arrival.add(bytes);
      return arrival.leave;
    } catch (error) {
      arrival.leave();
      throw error;
    }
  }

  #refuseWhenFull(): void {
    const { maxQueuedImages, maxQueuedBytes } = this.#limits;
    if (this.#images >= maxQueuedImages || this.#bytes >= maxQueuedBytes) throw this.#refusal();
  }

  /** A request of more images than places are left is let in: many would never find all they need. */
  #enterQueue(images: number): () => void {
    this.#images += images;
    const start = performance.now();
    const ahead = this.#images;
    return () => {
      this.#images -= images;
      const seconds = (performance.now() - start) / 1000 / ahead;
      this.#secondsPerImage += 0.05 * (seconds - this.#secondsPerImage);
    };
  }

  #refusal(): NominalError {
    const { least, most } = RETRY_AFTER_S;
    const seconds = Math.ceil(this.#images * this.#secondsPerImage);
    const retryAfterS = Math.min(most, Math.max(least, seconds));
    return new NominalError('QUEUE_FULL', {
      reason: 'queueFull',
      what: 'more images wait than the station takes',
      expected: `at most ${this.#limits.maxQueuedImages} images or ${this.#limits.maxQueuedBytes} bytes`,
      received: `${this.#images} images waiting, ${this.#bytes} bytes arriving`,
      remedy: `Try again in ${retryAfterS} s`,
      details: { retryAfterS },
    });
  }
}
