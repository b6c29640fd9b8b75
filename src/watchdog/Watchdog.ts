/** Looks within the silence that is allowed; one more ends it, so that it is never cut short. */
const LOOKS = 4;

/**
 * How long a thread, or a process of the lowest priority, may give no sign of life: on a busy machine
 * it stands still for long without being stuck.
 */
export const PATIENT_SILENCE_MS = 600_000;

/**
 * Notices that another process or thread has fallen silent. It counts its own looks rather than the
 * time: a machine that slept, or a program that was busy itself, looks again before it judges.
 */
export class Watchdog {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #lookMs: number;
  /** Looks since the last sign of life. */
  #looks = 0;

  /** @param onSilent called at each look after so long a silence, until it is stopped. */
  constructor(silenceMs: number, onSilent: () => void) {
    this.#lookMs = silenceMs / LOOKS;
    this.#timer = setInterval(() => {
      this.#looks++;
      if (this.#looks > LOOKS) onSilent();
    }, this.#lookMs);
  }

  /** Milliseconds since the last sign of life, in whole looks. */
  get silentMs(): number {
    return this.#looks * this.#lookMs;
  }

  /** There was a sign of life. */
  heard(): void {
    this.#looks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
