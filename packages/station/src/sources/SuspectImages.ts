import { type ErrorCode, NominalError, plainError } from 'nominal-vision/internal/errors';

/** Errors with which the process that inspects ended, or had to be ended, twice with one image. */
const ENDING: ReadonlySet<ErrorCode> = new Set(['INSPECTION_TIMEOUT', 'WORKER_FAILED']);
/** Images that are remembered; beyond, those that came first are forgotten. */
const MAX_REMEMBERED = 10_000;

/** Time without another try after the process has ended, by how it did. */
export interface SuspectPauses {
  readonly stuckMs: number;
  readonly endedMs: number;
}

/**
 * Images of sources that may be what ends the process that inspects. This is not certain: memory may
 * have been short. So they are not given up, but one of them at a time is tried again, and after each
 * end none for a while: they end few processes, and the other images have most of the time. Once one is
 * decided, the next is tried at once.
 */
export class SuspectImages {
  readonly #pauses: SuspectPauses;
  readonly #known = new Set<string>();
  #isTrying = false;
  #closedUntilMs = 0;

  constructor(pauses: SuspectPauses) {
    this.#pauses = pauses;
  }

  /**
   * Has an image inspected.
   *
   * @param sha256 of the image.
   * @throws NominalError `NOT_READY` where it is suspect and cannot be tried now, or what the inspection throws.
   */
  async inspect<Result>(sha256: string, inspect: () => Promise<Result>): Promise<Result> {
    const isSuspect = this.#known.has(sha256);
    if (isSuspect && (this.#isTrying || performance.now() < this.#closedUntilMs)) throw notNow();
    if (isSuspect) this.#isTrying = true;
    try {
      const result = await inspect();
      if (this.#known.delete(sha256)) this.#closedUntilMs = 0;
      return result;
    } catch (error) {
      this.#note(sha256, plainError(error).code);
      throw error;
    } finally {
      if (isSuspect) this.#isTrying = false;
    }
  }

  #note(sha256: string, code: ErrorCode): void {
    if (!ENDING.has(code)) return;
    const { stuckMs, endedMs } = this.#pauses;
    this.#closedUntilMs = performance.now() + (code === 'INSPECTION_TIMEOUT' ? stuckMs : endedMs);
    this.#known.add(sha256);
    const [first] = this.#known;
    if (this.#known.size > MAX_REMEMBERED) this.#known.delete(first);
  }
}

function notNow(): NominalError {
  return new NominalError('NOT_READY', {
    reason: 'inspectProcessSuspect',
    what: 'the process that inspects has ended with this image before: it is tried again after a while',
  });
}
