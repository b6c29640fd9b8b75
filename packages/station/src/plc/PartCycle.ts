import type { Verdict } from 'nominal-vision/internal/decision';
import { faultNumbers } from './faultNumber.ts';
import { results } from './registerMap.ts';

/** A verdict as a PLC reads it. */
export interface PlcResult {
  readonly verdict: Verdict;
  /** Number of the decision. */
  readonly id: number;
  readonly score: number;
  readonly threshold: number;
  /** The model that has decided. */
  readonly model: string;
  /** Time from the trigger to the result. */
  readonly ms: number;
}

/** Why a trigger is not taken: the part before is not dealt with, or the camera delivers no frames. */
export type RefusalReason = 'busy' | 'down';

const refusalFaults = { busy: faultNumbers.triggerWhileBusy, down: faultNumbers.camera } as const;

/** What a cycle needs of the station. */
export interface PlcListener {
  /** Whether a trigger can be answered now. */
  readonly isAble: () => boolean;
  /** A trigger was accepted; {@link PartCycle.settle} or {@link PartCycle.fail} must follow. */
  readonly trigger: (part: string) => void;
  /** A trigger was refused. */
  readonly refused: (reason: RefusalReason) => void;
}

/**
 * What a PLC is told of the parts before one camera, whichever way it asks: idle → busy → done → idle.
 * A result stands only between done and its acknowledgement; at all other times, and after every
 * failure, nothing was inspected. So no verdict of a part is ever read for another.
 */
export class PartCycle {
  readonly #listener: PlcListener;
  #told: () => void = () => undefined;
  #step: 'idle' | 'busy' | 'done' = 'idle';
  #part = '';
  #result: PlcResult | null = null;
  #fault: number = faultNumbers.none;
  #triggers = 0;
  #refused = 0;

  constructor(listener: PlcListener) {
    this.#listener = listener;
  }

  /** Calls back after each change of what can be read, but for {@link isAble}. */
  watch(told: () => void): void {
    this.#told = told;
  }

  get step(): 'idle' | 'busy' | 'done' {
    return this.#step;
  }

  /** The part that was accepted last, until it is acknowledged. */
  get part(): string {
    return this.#part;
  }

  /** Null unless the part was decided in time, and is not acknowledged. */
  get result(): PlcResult | null {
    return this.#result;
  }

  get fault(): number {
    return this.#fault;
  }

  /** Triggers accepted. */
  get triggers(): number {
    return this.#triggers;
  }

  /** Triggers refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether a trigger can be answered now. */
  get isAble(): boolean {
    return this.#listener.isAble();
  }

  /** Takes the next part. @returns false if it was refused, because the part before is not dealt with. */
  start(part: string): boolean {
    if (this.#step !== 'idle') {
      this.refuse('busy');
      return false;
    }
    this.#clear();
    this.#triggers++;
    this.#part = part;
    this.#step = 'busy';
    this.#told();
    this.#listener.trigger(part);
    return true;
  }

  /** Counts a trigger that is not taken. A result that stands belongs to the part that was accepted. */
  refuse(reason: RefusalReason): void {
    this.#refused++;
    this.#fault = refusalFaults[reason];
    this.#listener.refused(reason);
    this.#told();
  }

  /** The result was read: nothing is left of the part. */
  acknowledge(): void {
    if (this.#step !== 'done') return;
    this.#clear();
    this.#step = 'idle';
    this.#told();
  }

  /** The part was decided in time. */
  settle(result: PlcResult): void {
    if (this.#step !== 'busy') return;
    this.#result = result;
    this.#step = 'done';
    this.#told();
  }

  /** The part cannot be decided, or was not in time. */
  fail(fault: number): void {
    if (this.#step !== 'busy') return;
    this.#fault = fault;
    this.#step = 'done';
    this.#told();
  }

  #clear(): void {
    this.#result = null;
    this.#fault = faultNumbers.none;
    this.#part = '';
  }
}

/** What a PLC reads of a result, whichever way it asks: 0 is not inspected, 1 good, 2 reject. */
export function resultNumber(result: PlcResult | null): number {
  if (result === null) return results.notInspected;
  return result.verdict === 'nominal' ? results.good : results.reject;
}
