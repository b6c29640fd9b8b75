import type { MinuteCount } from '../store/index.ts';
import type { InspectionRecord } from '../store/index.ts';

const MINUTE_MS = 60_000;
/** Verdicts of cameras that are looked at for those that came too late. */
const LATE_WINDOW = 20;

type Decided = Pick<InspectionRecord, 'id' | 'verdict' | 'createdAt' | 'stamps'>;

/** Counts of one product's latest decisions. */
export class LineCounts {
  #lastId = 0;
  #lastAtMs = 0;
  #rejectsInRow = 0;
  #passesInRow = 0;
  /** Whether the latest verdicts of cameras were late, the oldest first. */
  #late: boolean[] = [];
  /** By the number of the minute since 1970. */
  readonly #minutes = new Map<number, { images: number; rejected: number }>();

  /**
   * Of what is kept: the counts outlive a restart.
   *
   * @param newest decisions, the newest first, at least one.
   * @param minutes counts of the latest minutes, those decisions included.
   */
  constructor(newest: readonly Decided[], minutes: readonly MinuteCount[]) {
    for (const { minute, nominal, anomalous } of minutes)
      this.#minutes.set(minuteOf(Date.parse(minute)), {
        images: nominal + anomalous,
        rejected: anomalous,
      });
    for (const decided of [...newest].reverse()) this.#follow(decided);
  }

  /** Counts a decision, unless it was among those that were kept before. */
  add(decided: Decided): void {
    if (decided.id <= this.#lastId) return;
    this.#follow(decided);
    const minute = minuteOf(this.#lastAtMs);
    const { images, rejected } = this.#minutes.get(minute) ?? { images: 0, rejected: 0 };
    this.#minutes.set(minute, {
      images: images + 1,
      rejected: rejected + (decided.verdict === 'anomalous' ? 1 : 0),
    });
  }

  /** What is seen at a time, of so many latest minutes; older ones are forgotten. */
  reading(nowMs: number, minutes: number) {
    const first = minuteOf(nowMs) - minutes + 1;
    let [images, rejected] = [0, 0];
    for (const [minute, counts] of this.#minutes) {
      if (minute < first) this.#minutes.delete(minute);
      else [images, rejected] = [images + counts.images, rejected + counts.rejected];
    }
    return {
      ...{ images, rejected },
      rejectsInRow: this.#rejectsInRow,
      passesInRow: this.#passesInRow,
      late: this.#late.filter((isLate) => isLate).length,
      silentS: (nowMs - this.#lastAtMs) / 1000,
    };
  }

  #follow({ id, verdict, createdAt, stamps }: Decided): void {
    this.#lastId = id;
    this.#lastAtMs = Date.parse(createdAt);
    if (stamps !== null) this.#late = [...this.#late, stamps.late].slice(-LATE_WINDOW);
    const isRejected = verdict === 'anomalous';
    this.#rejectsInRow = isRejected ? this.#rejectsInRow + 1 : 0;
    this.#passesInRow = isRejected ? 0 : this.#passesInRow + 1;
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS);
}
