import { NominalError } from 'nominal-vision/internal/errors';
import type { Frame } from '../../frames/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import { partStages, type PartTimes } from '../partTimes.ts';
import { productInUse } from '../productInUse.ts';
import { refuseFrom } from '../refuseFrom.ts';
import type { SourceGate } from '../SourceGate.ts';
import type { SourceMonitor } from '../SourceMonitor.ts';
import type { PartClock } from './PartClock.ts';

/** Memory of a pixel while it is judged: RGB in 8 bits, and up to 16 bits before that. */
const BYTES_PER_PIXEL = 9;

/** Whose frames are inspected, and how late their decisions may be. */
export interface FrameSource {
  readonly name: string;
  readonly product: string;
  readonly deadlineMs?: number | undefined;
}

/** A frame with what is known of its part. */
export interface PartFrame {
  readonly frame: Frame;
  readonly part: string | null;
  readonly clock: PartClock;
}

/** Has frames decided, and keeps count of those that are late. */
export class FrameInspector {
  readonly #source: FrameSource;
  readonly #gate: SourceGate;
  readonly #monitor: SourceMonitor;
  readonly #underWay = new Set<Promise<unknown>>();
  #count = 0;
  #depth = 0;

  constructor(source: FrameSource, gate: SourceGate, monitor: SourceMonitor) {
    this.#source = source;
    this.#gate = gate;
    this.#monitor = monitor;
  }

  /** Frames that are not decided yet. */
  get depth(): number {
    return this.#depth;
  }

  /** Until nothing is under way. */
  async idle(): Promise<void> {
    // What fails meanwhile has its refusal kept.
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Keeps and counts that a part was there and was not inspected, so that its product shows no older verdict. */
  refuse(error: unknown, part: string | null): void {
    const name = part ?? this.#source.name;
    this.#track(refuseFrom(this.#gate, this.#source, { name, error })).catch((failure: unknown) =>
      this.#monitor.fault(failure),
    );
  }

  /**
   * Has a frame decided in time. A decision that comes later is kept all the same, marked as late; a frame that
   * cannot be decided is refused.
   *
   * @throws NominalError `DEADLINE_MISSED` once the time is over, or that of the inspection.
   */
  async inspect(partFrame: PartFrame): Promise<InspectionRecord> {
    this.#depth++;
    const record = this.#track(this.#decide(partFrame)).finally(() => {
      this.#depth--;
    });
    const { deadlineMs } = this.#source;
    if (deadlineMs === undefined) return record;
    return this.#inTime(record, partFrame.clock, deadlineMs);
  }

  /** A verdict was handed to what had triggered it: keeps when that was. */
  told(record: InspectionRecord, clock: PartClock): void {
    clock.note('told');
    this.#stamp(record, clock);
  }

  /** Has it waited for at the end. */
  #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  async #decide(partFrame: PartFrame): Promise<InspectionRecord> {
    try {
      return await this.#judge(partFrame);
    } catch (error) {
      this.refuse(error, partFrame.part);
      throw error;
    }
  }

  async #judge({ frame, part, clock }: PartFrame): Promise<InspectionRecord> {
    const { gate, store, desk } = this.#gate;
    const { name: source } = this.#source;
    const inUse = await productInUse(this.#source, store);
    const pieces = frame.pieces();
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    clock.note('decoded');
    const leave = gate.enter(1, bytes);
    try {
      const record = await desk.inspectFrame(inUse, {
        ...{ pieces, source, part },
        name: `${source}-${++this.#count}`,
        pixelBytes: bytes + frame.height * frame.width * BYTES_PER_PIXEL,
        stamps: () => {
          clock.note('judged');
          return clock.stamps;
        },
      });
      this.#monitor.inspected++;
      this.#observe(clock.times);
      return record;
    } finally {
      leave();
    }
  }

  #observe(times: PartTimes): void {
    this.#monitor.decided(times);
    for (const stage of partStages) {
      const ms = times[stage];
      if (ms !== null)
        this.#gate.metrics.parts.observe({ source: this.#source.name, stage }, ms / 1000);
    }
  }

  async #inTime(
    record: Promise<InspectionRecord>,
    clock: PartClock,
    deadlineMs: number,
  ): Promise<InspectionRecord> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), Math.max(0, deadlineMs - clock.elapsedMs));
    });
    const first = await Promise.race([record, late]).finally(() => clearTimeout(timer));
    if (first !== null) return first;
    clock.missDeadline();
    this.#monitor.late++;
    const { name } = this.#source;
    record.then(
      (kept) => this.#stamp(kept, clock),
      (error: unknown) => this.#monitor.fault(error),
    );
    throw new NominalError('DEADLINE_MISSED', {
      reason: 'deadlineMissed',
      what: `the decision of ${name} came too late`,
      expected: `within ${deadlineMs} ms`,
      remedy: 'Inspect smaller images or fewer of them, or raise deadlineMs',
      details: { deadlineMs },
    });
  }

  /** The decision is kept already: if only its stamps cannot be, that is a fault, but not of the part. */
  #stamp({ id }: InspectionRecord, clock: PartClock): void {
    this.#track(this.#gate.desk.stamp(id, clock.stamps)).catch((error: unknown) =>
      this.#monitor.fault(error),
    );
  }
}
