/** Wakes one who waits; rung while nobody does, it spares the next wait. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until it is rung, or for so many milliseconds. */
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
