/** Time over which a rate is taken. */
const WINDOW_MS = 10_000;
/** Weight of one image in the mean time. */
const SMOOTHING = 0.05;

/** What a worker has done, for its advert. */
export class Throughput {
  #done = 0;
  #failed = 0;
  #meanMs: number | null = null;
  #ends: number[] = [];

  /** @param ms from taking the request to its answer. */
  add(outcome: 'judged' | 'failed', ms: number, nowMs: number): void {
    if (outcome === 'failed') this.#failed++;
    else this.#done++;
    this.#meanMs = this.#meanMs === null ? ms : this.#meanMs + SMOOTHING * (ms - this.#meanMs);
    this.#ends.push(nowMs);
  }

  figures(nowMs: number) {
    this.#ends = this.#ends.filter((end) => nowMs - end < WINDOW_MS);
    return {
      done: this.#done,
      failed: this.#failed,
      meanMs: this.#meanMs,
      perSecond: this.#ends.length / (WINDOW_MS / 1000),
    };
  }
}
