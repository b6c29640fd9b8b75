import type { Verdict } from 'nominal-vision/internal/decision';
import { faultNumbers } from './faultNumber.ts';
import {
  commandBits,
  inputs,
  outputs,
  PART_REGISTERS,
  REGISTER_COUNT,
  results,
  statusBits,
} from './registerMap.ts';

/** A verdict as a PLC reads it. */
export interface PlcResult {
  readonly verdict: Verdict;
  /** Number of the decision. */
  readonly id: number;
  readonly score: number;
  readonly threshold: number;
  /** Time from the trigger to the result. */
  readonly ms: number;
}

/** What a handshake needs of the station. */
export interface PlcListener {
  /** Whether a trigger can be answered now. */
  readonly isAble: () => boolean;
  /** A trigger was accepted; {@link PlcHandshake.settle} or {@link PlcHandshake.fail} must follow. */
  readonly trigger: (part: string) => void;
  /** A trigger was refused, because the part before is not decided or not acknowledged. */
  readonly refused: () => void;
}

/**
 * The registers between a PLC and one camera, and the steps that they go through: idle → busy → done →
 * idle. A result stands only between done and its acknowledgement; at all other times, and after every
 * failure, the result register says that nothing was inspected. So no verdict of a part is ever read
 * for another.
 */
export class PlcHandshake {
  readonly #listener: PlcListener;
  readonly #registers = new Uint16Array(REGISTER_COUNT);
  #step: 'idle' | 'busy' | 'done' = 'idle';
  /**
   * A PLC that holds its trigger from before the station's start means a part that is gone: until the
   * trigger has been seen as 0, none counts.
   */
  #hasSeenRest = false;

  constructor(listener: PlcListener) {
    this.#listener = listener;
  }

  /** The values of some registers. @throws RangeError beyond the last one. */
  read(address: number, count = 1): number[] {
    if (address + count > REGISTER_COUNT) throw new RangeError('no such register');
    this.#registers[outputs.status] = this.#status();
    return [...this.#registers.subarray(address, address + count)];
  }

  /** Takes values of the PLC, all at once. @throws RangeError for registers that are not its own. */
  write(address: number, values: readonly number[]): void {
    const end = address + values.length;
    if (address < inputs.part || end > REGISTER_COUNT) throw new RangeError('no such register');
    const before = this.#command;
    this.#registers.set(values, address);
    if (end === REGISTER_COUNT) this.#commanded(before);
  }

  /** Takes one bit of the command. @throws RangeError for any other bit. */
  writeBit(bit: number, value: boolean): void {
    if (bit !== commandBits.trigger && bit !== commandBits.acknowledge)
      throw new RangeError('no such coil');
    const mask = 1 << bit;
    this.write(inputs.command, [value ? this.#command | mask : this.#command & ~mask]);
  }

  /** The part was decided in time. */
  settle({ verdict, id, score, threshold, ms }: PlcResult): void {
    if (this.#step !== 'busy') return;
    this.#setHalves(outputs.decision, id % 2 ** 32);
    this.#setHalves(outputs.score, floatBits(score));
    this.#setHalves(outputs.threshold, floatBits(threshold));
    this.#setHalves(outputs.milliseconds, Math.min(2 ** 32 - 1, Math.round(ms)));
    this.#registers[outputs.result] = verdict === 'nominal' ? results.good : results.reject;
    this.#step = 'done';
  }

  /** The part cannot be decided, or was not in time. */
  fail(fault: number): void {
    if (this.#step !== 'busy') return;
    this.#registers[outputs.fault] = fault;
    this.#step = 'done';
  }

  /** Called twice a second: a PLC that sees no change knows that the station is gone. */
  beat(): void {
    this.#registers[outputs.heartbeat]++;
  }

  #setHalves(address: number, bits: number): void {
    this.#registers[address] = bits >>> 16;
    this.#registers[address + 1] = bits & 0xffff;
  }

  get #command(): number {
    return this.#registers[inputs.command];
  }

  #commanded(before: number): void {
    const isSet = (command: number, bit: number) => (command & (1 << bit)) !== 0;
    const now = this.#command;
    const isTriggered = isSet(now, commandBits.trigger);
    const isAcknowledged = isSet(now, commandBits.acknowledge);
    if (isAcknowledged && this.#step === 'done') {
      this.#clear();
      this.#step = 'idle';
    }
    if (!isTriggered) this.#hasSeenRest = true;
    else if (!isSet(before, commandBits.trigger)) {
      if (this.#hasSeenRest && this.#step === 'idle' && !isAcknowledged) this.#accept();
      else this.#refuse();
    }
  }

  #accept(): void {
    this.#clear();
    this.#registers[outputs.triggers]++;
    this.#registers.copyWithin(outputs.part, inputs.part, inputs.part + PART_REGISTERS);
    this.#step = 'busy';
    this.#listener.trigger(this.#part());
  }

  #refuse(): void {
    this.#registers[outputs.refused]++;
    // A result that stands is not taken back: it belongs to the part that was accepted.
    this.#registers[outputs.fault] = faultNumbers.triggerWhileBusy;
    this.#listener.refused();
  }

  /** Nothing is left of the part before. */
  #clear(): void {
    const { result, fault, decision, part } = outputs;
    this.#registers[result] = results.notInspected;
    this.#registers[fault] = faultNumbers.none;
    this.#registers.fill(0, decision, part + PART_REGISTERS);
  }

  #part(): string {
    const bytes = [
      ...this.#registers.subarray(outputs.part, outputs.part + PART_REGISTERS),
    ].flatMap((register) => [register >> 8, register & 0xff]);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(Uint8Array.from(end < 0 ? bytes : bytes.slice(0, end))).trim();
  }

  #status(): number {
    const isDone = this.#step === 'done';
    const result = this.#registers[outputs.result];
    const fault = this.#registers[outputs.fault];
    const bit = (name: keyof typeof statusBits, isSet: boolean) =>
      isSet ? 1 << statusBits[name] : 0;
    const isReady =
      this.#step === 'idle' && this.#hasSeenRest && this.#command === 0 && this.#listener.isAble();
    return (
      bit('ready', isReady) |
      bit('busy', this.#step === 'busy') |
      bit('done', isDone) |
      bit('good', isDone && result === results.good) |
      bit('reject', isDone && result === results.reject) |
      bit('late', isDone && fault === faultNumbers.late) |
      bit('fault', fault !== faultNumbers.none)
    );
  }
}

/** The 32 bits of a value in single precision. */
function floatBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
}
