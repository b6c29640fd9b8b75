/** Which frames of a camera that runs by itself are inspected. */
export interface PickOptions {
  /** Every how many frames; 1 takes all. */
  readonly every: number;
  /** Most frames a second on average; undefined for no limit. */
  readonly maxPerSecond?: number | undefined;
}

/** Picks frames by their number and by time. */
export class FramePicker {
  readonly #options: PickOptions;
  #count = 0;
  #nextMs = -Infinity;

  constructor(options: PickOptions) {
    this.#options = options;
  }

  /** Whether the next frame is inspected. @param nowMs time that never runs backward. */
  picks(nowMs: number): boolean {
    const { every, maxPerSecond } = this.#options;
    if (this.#count++ % every !== 0) return false;
    if (maxPerSecond === undefined) return true;
    if (nowMs < this.#nextMs) return false;
    // Counted from when it was due, so that the rate is held on average; a pause is not made up for.
    const intervalMs = 1000 / maxPerSecond;
    this.#nextMs = Math.max(this.#nextMs, nowMs - intervalMs) + intervalMs;
    return true;
  }
}
