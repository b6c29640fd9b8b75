import { faultNumbers } from './faultNumber.ts';
import { type PartCycle, resultNumber } from './PartCycle.ts';
import {
  commandBits,
  inputs,
  outputs,
  PART_REGISTERS,
  REGISTER_COUNT,
  statusBits,
} from './registerMap.ts';

/** The registers between a PLC and one camera: a {@link PartCycle} as Modbus shows it. */
export class PlcHandshake {
  readonly #cycle: PartCycle;
  readonly #registers = new Uint16Array(REGISTER_COUNT);
  /**
   * A PLC that holds its trigger from before the station's start means a part that is gone: until the
   * trigger has been seen as 0, none counts.
   */
  #hasSeenRest = false;

  constructor(cycle: PartCycle) {
    this.#cycle = cycle;
  }

  /** The values of some registers. @throws RangeError beyond the last one. */
  read(address: number, count = 1): number[] {
    if (address + count > REGISTER_COUNT) throw new RangeError('no such register');
    this.#render();
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
    if (isAcknowledged) this.#cycle.acknowledge();
    if (!isTriggered) this.#hasSeenRest = true;
    else if (!isSet(before, commandBits.trigger)) {
      if (this.#hasSeenRest && this.#cycle.step === 'idle' && !isAcknowledged) this.#accept();
      else this.#cycle.refuse('busy');
    }
  }

  #accept(): void {
    this.#registers.copyWithin(outputs.part, inputs.part, inputs.part + PART_REGISTERS);
    this.#cycle.start(this.#part());
  }

  /** Writes what the cycle tells into the registers of the station. */
  #render(): void {
    const { step, result, fault, triggers, refused } = this.#cycle;
    const registers = this.#registers;
    registers[outputs.status] = this.#status();
    registers[outputs.result] = resultNumber(result);
    registers[outputs.fault] = fault;
    registers[outputs.triggers] = triggers;
    registers[outputs.refused] = refused;
    this.#setHalves(outputs.decision, (result?.id ?? 0) % 2 ** 32);
    this.#setHalves(outputs.score, floatBits(result?.score ?? 0));
    this.#setHalves(outputs.threshold, floatBits(result?.threshold ?? 0));
    this.#setHalves(outputs.milliseconds, Math.min(2 ** 32 - 1, Math.round(result?.ms ?? 0)));
    if (step === 'idle') registers.fill(0, outputs.part, outputs.part + PART_REGISTERS);
  }

  #part(): string {
    const bytes = [
      ...this.#registers.subarray(outputs.part, outputs.part + PART_REGISTERS),
    ].flatMap((register) => [register >> 8, register & 0xff]);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(Uint8Array.from(end < 0 ? bytes : bytes.slice(0, end))).trim();
  }

  #status(): number {
    const { step, result, fault, isAble } = this.#cycle;
    const isDone = step === 'done';
    const bit = (name: keyof typeof statusBits, isSet: boolean) =>
      isSet ? 1 << statusBits[name] : 0;
    const isReady = step === 'idle' && this.#hasSeenRest && this.#command === 0 && isAble;
    return (
      bit('ready', isReady) |
      bit('busy', step === 'busy') |
      bit('done', isDone) |
      bit('good', result?.verdict === 'nominal') |
      bit('reject', result?.verdict === 'anomalous') |
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
