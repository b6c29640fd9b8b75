/** Number of looks within the allowed silence. The next look reports it, so it is never cut short. */
const LOOKS = 4;

/**
 * How long a thread, or a process of the lowest priority, may give no sign of life: on a busy machine it
 * can stand still for a long time without being stuck.
 */
export const PATIENT_SILENCE_MS = 600_000;

/**
 * Notices that another process or thread has fallen silent. It counts its own looks rather than time, so
 * after the machine slept or this program was busy, it looks again before it reports a silence.
 */
export class Watchdog {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #lookMs: number;
  /** Number of looks since the last sign of life. */
  #looks = 0;

  /** @param onSilent called at each look after a silence of `silenceMs`, until the watchdog is stopped. */
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

  /** Records a sign of life. */
  heard(): void {
    this.#looks = 0;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
