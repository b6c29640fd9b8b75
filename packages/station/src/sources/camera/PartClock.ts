import type { LineStamps } from '../../store/index.ts';
import type { PartTimes } from '../partTimes.ts';

/** Moments of a part, in the order in which they come. */
type Moment = 'triggered' | 'received' | 'decoded' | 'judged' | 'told';

/**
 * Notes when things happen to one part. The first moment is read from the station's clock, the others
 * are counted from it by a clock that nobody sets.
 */
export class PartClock {
  readonly #startedAt = Date.now();
  readonly #start = performance.now();
  readonly #moments = new Map<Moment, number>();
  #isLate = false;

  note(moment: Moment): void {
    this.#moments.set(moment, performance.now());
  }

  /** Since the trigger, or the frame if there was none. */
  get elapsedMs(): number {
    return performance.now() - this.#start;
  }

  /** It is told that it came too late, whatever becomes of it. */
  missDeadline(): void {
    this.#isLate = true;
  }

  get isLate(): boolean {
    return this.#isLate;
  }

  /** How long each stage took, the last one until now. */
  get times(): PartTimes {
    const now = performance.now();
    const {
      triggered = null,
      received = now,
      decoded = now,
      judged = now,
    } = Object.fromEntries(this.#moments) as Partial<Record<Moment, number>>;
    return {
      frame: triggered === null ? null : received - triggered,
      decode: decoded - received,
      judge: judged - decoded,
      tell: now - judged,
      total: now - (triggered ?? received),
    };
  }

  get stamps(): LineStamps {
    const at = (moment: Moment) => {
      const time = this.#moments.get(moment);
      return time === undefined
        ? null
        : new Date(this.#startedAt + (time - this.#start)).toISOString();
    };
    const past = (moment: Moment) => {
      const time = at(moment);
      if (time === null) throw new RangeError(`a part that is not ${moment} has no stamps`);
      return time;
    };
    return {
      triggeredAt: at('triggered'),
      receivedAt: past('received'),
      decodedAt: past('decoded'),
      judgedAt: past('judged'),
      toldAt: at('told'),
      late: this.#isLate,
    };
  }
}
