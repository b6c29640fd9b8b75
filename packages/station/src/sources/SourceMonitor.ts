import { type ErrorCode, plainError } from 'nominal-vision/internal/errors';
import type { Report } from '../Report.ts';
import type { PartTimes } from './partTimes.ts';
import type { SourceState } from './SourceState.ts';

/** Time over which frames are counted for their rate. */
const RATE_MS = 5000;
/** Parts whose times are shown. */
const TIMED_PARTS = 500;
/** A fault that goes on is reported once in this time. */
const REPORT_EVERY_MS = 60_000;

/** Counts what happens to the frames of a source, and reports what fails without flooding the log. */
export class SourceMonitor {
  running = false;
  inspected = 0;
  dropped = 0;
  late = 0;
  restarts = 0;
  readonly #name: string;
  readonly #report: Report;
  readonly #faults = new Map<ErrorCode, number>();
  readonly #reportedMs = new Map<ErrorCode, number>();
  #frames = 0;
  /** Times of the last frames. */
  #arrivals: number[] = [];
  #lastError: SourceState['lastError'] = null;
  #times: readonly PartTimes[] = [];

  constructor(name: string, report: Report) {
    this.#name = name;
    this.#report = report;
  }

  frame(): void {
    this.#frames++;
    this.#arrivals.push(performance.now());
    // Forgotten now and then, not at each frame.
    if (this.#arrivals.length > 10_000) this.#forget();
  }

  /** A part was decided, in these times. */
  decided(times: PartTimes): void {
    this.#times = [...this.#times, times].slice(-TIMED_PARTS);
  }

  /** Those of the latest parts, the oldest first. */
  get times(): readonly PartTimes[] {
    return this.#times;
  }

  /** Counts a failure that its caller reports. */
  note(error: unknown): void {
    const told = plainError(error);
    this.#faults.set(told.code, (this.#faults.get(told.code) ?? 0) + 1);
    this.#lastError = { ...told, at: new Date().toISOString() };
  }

  fault(error: unknown): void {
    this.note(error);
    const { code } = plainError(error);
    const now = performance.now();
    const reported = this.#reportedMs.get(code);
    if (reported !== undefined && now - reported < REPORT_EVERY_MS) return;
    this.#reportedMs.set(code, now);
    this.#report(`the source ${this.#name} has a fault`, error);
  }

  state(): SourceState {
    this.#forget();
    const { running, inspected, dropped, late, restarts } = this;
    return {
      running,
      framesPerSecond: this.#arrivals.length / (RATE_MS / 1000),
      frames: this.#frames,
      ...{ inspected, dropped, late, restarts },
      faults: Object.fromEntries(this.#faults),
      lastError: this.#lastError,
    };
  }

  #forget(): void {
    const since = performance.now() - RATE_MS;
    const first = this.#arrivals.findIndex((arrival) => arrival >= since);
    this.#arrivals = first < 0 ? [] : this.#arrivals.slice(first);
  }
}
