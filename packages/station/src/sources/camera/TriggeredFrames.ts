import { NominalError } from 'nominal-vision/internal/errors';
import type { Frame } from '../../frames/index.ts';

/** How frames belong to triggers. */
export interface PairingOptions {
  readonly frameTimeoutMs: number;
  readonly delayMs: number;
  readonly paired: boolean;
}

interface Waiting {
  readonly sinceMs: number;
  readonly take: (frame: Frame) => void;
}

/** Gives each trigger its frame. */
export class TriggeredFrames {
  readonly #options: PairingOptions;
  #waiting: Waiting | null = null;

  constructor(options: PairingOptions) {
    this.#options = options;
  }

  /**
   * The first frame that comes after now and the delay.
   *
   * @throws NominalError `TRIGGER_WITHOUT_FRAME` if none comes in time, `STOPPING` if the signal is aborted.
   */
  async next(signal: AbortSignal): Promise<Frame> {
    const { frameTimeoutMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    let stop: () => void = () => undefined;
    try {
      return await new Promise<Frame>((resolve, reject) => {
        stop = () => reject(stopping());
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        this.#waiting = { sinceMs: performance.now(), take: resolve };
        timer = setTimeout(() => reject(withoutFrame(frameTimeoutMs)), frameTimeoutMs);
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      this.#waiting = null;
    }
  }

  /** A frame has come. @throws NominalError `FRAME_WITHOUT_TRIGGER` where each belongs to a trigger. */
  offer(frame: Frame): void {
    const waiting = this.#waiting;
    const { delayMs, paired } = this.#options;
    if (waiting !== null && performance.now() - waiting.sinceMs >= delayMs) {
      // The next frame does not belong to this trigger, even if it comes before that is noticed.
      this.#waiting = null;
      waiting.take(frame);
    } else if (paired) {
      throw new NominalError('FRAME_WITHOUT_TRIGGER', {
        reason: 'frameWithoutTrigger',
        what: 'a frame came that no trigger had asked for',
        remedy:
          'Check the wiring of the trigger, or set "paired" to false for a camera that runs freely',
      });
    }
  }
}

function withoutFrame(frameTimeoutMs: number): NominalError {
  return new NominalError('TRIGGER_WITHOUT_FRAME', {
    reason: 'noFrameAfterTrigger',
    what: 'no frame came after the trigger',
    expected: `one within ${frameTimeoutMs} ms`,
    remedy: 'Check the camera, or raise frameTimeoutMs',
    details: { timeoutMs: frameTimeoutMs },
  });
}

function stopping(): NominalError {
  return new NominalError('STOPPING', {
    reason: 'sourceClosing',
    what: 'the source is being closed',
  });
}
