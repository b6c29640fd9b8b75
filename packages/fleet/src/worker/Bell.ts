/** Wakes a waiter; if it is rung while nobody waits, the next wait ends at once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits until it is rung, or for at most `ms` milliseconds. */
  async wait(ms = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== Infinity) timer = setTimeout(resolve, ms);
      });
    }
    clearTimeout(timer);
    this.#rung = false;
    this.#wake = null;
  }
}
