import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { DriftTest } from './DriftTest.ts';

const random = new Random(17);
/** Scores about 10, as raw scores are positive. */
const lengths = (count: number) =>
  Float32Array.from({ length: count }, () => 10 + random.gaussian());
const gaussians = (count: number) => Float32Array.from({ length: count }, () => random.gaussian());

describe('the drift test', () => {
  it('raises a false alarm in no more runs than stated, however long they are', () => {
    const runs = 400;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const test = new DriftTest(lengths(60), 0.05, { seed: run });
      for (let i = 0; i < 600; i++) test.add(10 + random.gaussian());
      if (test.state.drifted) alarms++;
    }
    // In either direction; at most 0.05; three standard deviations above it are 0.083.
    expect(alarms / runs).toBeLessThan(0.083);
  });

  it('notices that scores have become higher within some dozens of images, whenever that happens', () => {
    for (const before of [0, 500]) {
      const test = new DriftTest(gaussians(100), 0.01, { seed: 1 });
      for (let i = 0; i < before; i++) test.add(random.gaussian());
      expect(test.state.drifted).toBe(false);
      let images = 0;
      while (!test.state.drifted && images < 200) {
        test.add(random.gaussian() + 2);
        images++;
      }
      expect(images).toBeLessThan(40);
      expect(test.state.direction).toBe('up');
    }
  });

  it('notices that scores have become lower, and says so', () => {
    for (const before of [0, 500]) {
      const test = new DriftTest(lengths(100), 0.01, { seed: 1 });
      for (let i = 0; i < before; i++) test.add(10 + random.gaussian());
      expect(test.state).toMatchObject({ drifted: false, direction: null });
      let images = 0;
      while (!test.state.drifted && images < 200) {
        test.add(7 + random.gaussian());
        images++;
      }
      expect(images).toBeLessThan(40);
      expect(test.state.direction).toBe('down');
    }
  });

  it('takes scores that are up to a tenth lower from the first image on for the bias of the folds', () => {
    const runs = 400;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const test = new DriftTest(lengths(60), 0.05, { seed: run });
      for (let i = 0; i < 300; i++)
        test.add((1 - 0.1 * (run % 3) * 0.5) * (10 + random.gaussian()));
      if (test.state.drifted) alarms++;
    }
    expect(alarms / runs).toBeLessThan(0.083);
    const exact = new DriftTest(lengths(60), 0.05, { toleratedFall: 0 });
    for (let i = 0; i < 300; i++) exact.add(0.9 * (10 + random.gaussian()));
    expect(exact.state.direction).toBe('down');
  });

  it('breaks ties fairly: equal scores are no evidence', () => {
    const test = new DriftTest(new Float32Array(50).fill(3), 0.01);
    for (let i = 0; i < 300; i++) test.add(3);
    expect(test.state).toMatchObject({ images: 300, drifted: false, falseAlarmRate: 0.01 });
  });

  it('stays in alarm once it has raised one, and keeps its direction', () => {
    const test = new DriftTest(lengths(100), 0.01);
    for (let i = 0; i < 2000; i++) test.add(19);
    expect(Number.isFinite(test.state.evidence)).toBe(true);
    for (let i = 0; i < 500; i++) test.add(1);
    expect(test.state).toMatchObject({ drifted: true, direction: 'up' });
  });

  it('begins with a capital of 1, and refuses to begin without a reference', () => {
    expect(new DriftTest(gaussians(3), 0.01).state.evidence).toBe(1);
    expect(() => new DriftTest(new Float32Array(0), 0.01)).toThrow(RangeError);
    expect(() => new DriftTest(gaussians(3), 0)).toThrow(RangeError);
    expect(() => new DriftTest(gaussians(3), 0.01, { toleratedFall: 1 })).toThrow(RangeError);
  });
});
