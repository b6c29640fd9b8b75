import { NominalError, plainError } from 'nominal-vision/internal/errors';
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
  readonly refuse: (error: NominalError) => void;
}

/**
 * Gives each trigger its frame. While the camera is known to be down none is waited for: its part is in
 * front of it now, and whoever has asked must know at once that it is not inspected. A frame that comes
 * after all may show another part.
 */
export class TriggeredFrames {
  readonly #options: PairingOptions;
  #waiting: Waiting | null = null;
  /** What the camera has failed by; null while it may deliver. */
  #fault: { readonly error: unknown } | null = null;

  constructor(options: PairingOptions) {
    this.#options = options;
  }

  /**
   * The first frame that comes after now and the delay.
   *
   * @throws NominalError `CAMERA_DOWN` at once if the camera is down or goes down meanwhile,
   *   `TRIGGER_WITHOUT_FRAME` if none comes in time, `STOPPING` if the signal is aborted.
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
        if (this.#fault !== null) reject(this.whyDown());
        this.#waiting = { sinceMs: performance.now(), take: resolve, refuse: reject };
        timer = setTimeout(() => reject(withoutFrame(frameTimeoutMs)), frameTimeoutMs);
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      this.#waiting = null;
    }
  }

  /** The camera has failed, and is down until {@link up}. */
  down(error: unknown): void {
    this.#fault = { error };
    this.#waiting?.refuse(this.whyDown());
  }

  /** The camera delivers, or is ready to where it is triggered, too. */
  up(): void {
    this.#fault = null;
  }

  /** The error of a part that the camera is not there for. */
  whyDown(): NominalError {
    return cameraDown(this.#fault);
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

function cameraDown(fault: { readonly error: unknown } | null): NominalError {
  return new NominalError('CAMERA_DOWN', {
    reason: 'cameraDown',
    what: `a part is not inspected, because the camera ${fault === null ? 'has delivered no frame yet' : `is down (${plainError(fault.error).code})`}`,
    remedy: 'Trigger again once frames come',
    ...(fault === null ? {} : { cause: fault.error }),
  });
}

function stopping(): NominalError {
  return new NominalError('STOPPING', {
    reason: 'sourceClosing',
    what: 'the source is being closed',
  });
}
