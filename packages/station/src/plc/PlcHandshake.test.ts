import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultNumbers } from './faultNumber.ts';
import { PartCycle } from './PartCycle.ts';
import { PlcHandshake } from './PlcHandshake.ts';
import { inputs, outputs, REGISTER_COUNT, results, statusBits } from './registerMap.ts';

const [TRIGGER, ACKNOWLEDGE] = [1, 2];

function started() {
  const parts: string[] = [];
  let refused = 0;
  let isAble = true;
  const cycle = new PartCycle({
    isAble: () => isAble,
    trigger: (part) => parts.push(part),
    refused: () => refused++,
  });
  const handshake = new PlcHandshake(cycle);
  const status = () => {
    const [bits] = handshake.read(outputs.status);
    return Object.entries(statusBits).flatMap(([name, bit]) => ((bits >> bit) & 1 ? [name] : []));
  };
  return {
    cycle,
    handshake,
    parts,
    status,
    refused: () => refused,
    command: (bits: number) => handshake.write(inputs.command, [bits]),
    result: () => handshake.read(outputs.result)[0],
    settle: (verdict: 'nominal' | 'anomalous', id = 1) =>
      cycle.settle({ verdict, id, score: 1.5, threshold: 2, model: 'm', ms: 12.4 }),
    stop: () => {
      isAble = false;
    },
  };
}

describe('the handshake with a PLC', () => {
  it('goes from ready over busy to done, and back with the acknowledgement', () => {
    const { handshake, parts, status, command, result, settle } = started();
    command(0);
    expect(status()).toEqual(['ready']);
    handshake.write(inputs.part, [0x534e, 0x3137, 0]);
    command(TRIGGER);
    expect(parts).toEqual(['SN17']);
    expect([status(), result()]).toEqual([['busy'], results.notInspected]);
    settle('nominal', 70_000);
    expect([status(), result()]).toEqual([['done', 'good'], results.good]);
    expect(handshake.read(outputs.decision, 8)).toEqual([
      ...[1, 70_000 - 65_536, 0x3fc0, 0, 0x4000, 0, 0, 12],
    ]);
    expect(handshake.read(outputs.part, 2)).toEqual([0x534e, 0x3137]);
    command(TRIGGER | ACKNOWLEDGE);
    expect([status(), result()]).toEqual([[], results.notInspected]);
    command(0);
    expect(status()).toEqual(['ready']);
    expect(handshake.read(outputs.decision, 16)).toEqual(Array.from({ length: 16 }, () => 0));
    expect(handshake.read(outputs.triggers)).toEqual([1]);
  });

  it('does not take a trigger that was held from before the start', () => {
    const { parts, status, command, refused, result } = started();
    expect(status()).toEqual([]);
    command(TRIGGER);
    expect([parts, refused(), result()]).toEqual([[], 1, results.notInspected]);
    command(0);
    command(TRIGGER);
    expect(parts).toHaveLength(1);
  });

  it('refuses a trigger while the part before is busy or not acknowledged, and keeps that result', () => {
    const { parts, command, refused, settle, result, handshake, status } = started();
    command(0);
    command(TRIGGER);
    command(0);
    command(TRIGGER);
    expect(refused()).toBe(1);
    expect(handshake.read(outputs.fault)).toEqual([faultNumbers.triggerWhileBusy]);
    settle('anomalous');
    expect(status()).toEqual(['done', 'reject', 'fault']);
    command(0);
    command(TRIGGER);
    expect([refused(), parts.length, result()]).toEqual([2, 1, results.reject]);
    expect(handshake.read(outputs.refused)).toEqual([2]);
  });

  it('says of a part that failed or was late that it was not inspected', () => {
    const { cycle, command, status, result, settle } = started();
    command(0);
    command(TRIGGER);
    cycle.fail(faultNumbers.late);
    expect([status(), result()]).toEqual([['done', 'late', 'fault'], results.notInspected]);
    // The verdict that comes after all is of no use to anybody.
    settle('nominal');
    expect(result()).toBe(results.notInspected);
  });

  it('is not ready while the camera is away', () => {
    const { command, status, stop } = started();
    command(0);
    stop();
    expect(status()).toEqual([]);
  });

  it('takes registers of the PLC alone, and has none beyond the last', () => {
    const { handshake } = started();
    for (const address of [outputs.result, inputs.part - 1, REGISTER_COUNT])
      expect(() => handshake.write(address, [1])).toThrow(RangeError);
    expect(() => handshake.write(inputs.command, [0, 0])).toThrow(RangeError);
    expect(() => handshake.read(0, REGISTER_COUNT + 1)).toThrow(RangeError);
    expect(() => handshake.writeBit(2, true)).toThrow(RangeError);
    expect(handshake.read(0, REGISTER_COUNT)).toHaveLength(REGISTER_COUNT);
  });

  it('never shows a verdict but that of the part that was accepted last, and only when done', () => {
    const step = fc.oneof(
      fc.constantFrom(0, TRIGGER, ACKNOWLEDGE, TRIGGER | ACKNOWLEDGE).map((bits) => ({ bits })),
      fc.constantFrom('nominal' as const, 'anomalous' as const).map((verdict) => ({ verdict })),
      fc.constant({ fault: faultNumbers.camera }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { cycle, handshake, parts, command, settle, result, status } = started();
        /** The part that each verdict was for, by the number of its decision. */
        const partOf = new Map<number, number>();
        let id = 0;
        for (const one of steps) {
          if ('bits' in one) command(one.bits);
          else if ('fault' in one) cycle.fail(one.fault);
          else {
            if (status().includes('busy')) partOf.set(++id, parts.length);
            settle(one.verdict, id);
          }
          if (result() === results.notInspected) continue;
          expect(status()).toContain('done');
          expect(partOf.get(handshake.read(outputs.decision, 2)[1])).toBe(parts.length);
        }
      }),
    );
  });
});
