import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { DriftTest } from './DriftTest.ts';

const random = new Random(17);
const gaussians = (count: number) => Float32Array.from({ length: count }, () => random.gaussian());

describe('the drift test', () => {
  it('raises a false alarm in no more runs than stated, however long they are', () => {
    const runs = 400;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const test = new DriftTest(gaussians(60), 0.05, run);
      for (let i = 0; i < 600; i++) test.add(random.gaussian());
      if (test.state.drifted) alarms++;
    }
    // At most 0.05; three standard deviations above it are 0.083.
    expect(alarms / runs).toBeLessThan(0.083);
  });

  it('notices that scores have become higher within some dozens of images, whenever that happens', () => {
    for (const before of [0, 500]) {
      const test = new DriftTest(gaussians(100), 0.01, 1);
      for (let i = 0; i < before; i++) test.add(random.gaussian());
      expect(test.state.drifted).toBe(false);
      let images = 0;
      while (!test.state.drifted && images < 200) {
        test.add(random.gaussian() + 2);
        images++;
      }
      expect(images).toBeLessThan(40);
    }
  });

  it('ignores scores that have become lower, for they cost no good part', () => {
    const test = new DriftTest(gaussians(100), 0.01);
    for (let i = 0; i < 300; i++) test.add(random.gaussian() - 2);
    expect(test.state.drifted).toBe(false);
  });

  it('breaks ties fairly: equal scores are no evidence', () => {
    const test = new DriftTest(new Float32Array(50).fill(3), 0.01);
    for (let i = 0; i < 300; i++) test.add(3);
    expect(test.state).toMatchObject({ images: 300, drifted: false, falseAlarmRate: 0.01 });
  });

  it('stays in alarm once it has raised one', () => {
    const test = new DriftTest(gaussians(100), 0.01);
    for (let i = 0; i < 100; i++) test.add(9);
    for (let i = 0; i < 500; i++) test.add(-9);
    expect(test.state.drifted).toBe(true);
  });

  it('begins with a capital of 1, and refuses to begin without a reference', () => {
    expect(new DriftTest(gaussians(3), 0.01).state.evidence).toBe(1);
    expect(() => new DriftTest(new Float32Array(0), 0.01)).toThrow(RangeError);
    expect(() => new DriftTest(gaussians(3), 0)).toThrow(RangeError);
  });
});
