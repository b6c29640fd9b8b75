import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { rateSupport } from './rateSupport.ts';
import { ScoreCalibration } from './ScoreCalibration.ts';
import { highestRejectShare, RejectTest } from './RejectTest.ts';

const random = new Random(23);
const SHARE = 0.036;
const RATE = 0.01;

/** Images until the alarm, at most `most`. */
function delayOf(test: RejectTest, rejectedShare: number, most = 2000): number {
  for (let images = 1; images <= most; images++) {
    if (test.add(random.uniform() < rejectedShare).alarm) return images;
  }
  return most;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const delaysOf = (rejectedShare: number, before = 0) =>
  Array.from({ length: 60 }, () => {
    const test = new RejectTest(SHARE, RATE);
    for (let i = 0; i < before; i++) test.add(random.uniform() < 0.01);
    return delayOf(test, rejectedShare);
  });

describe('the test of the rejected share', () => {
  it('raises a false alarm in no more runs than stated, even where the share is as high as it may be', () => {
    const runs = 600;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      if (delayOf(new RejectTest(SHARE, 0.05), SHARE, 1000) < 1000) alarms++;
    }
    // At most 0.05; three standard deviations above it are 0.077.
    expect(alarms / runs).toBeLessThan(0.077);
    expect(alarms).toBeGreaterThan(0);
  });

  it('notices within a few images that nine of ten are rejected, and one of ten within some hundreds', () => {
    expect(median(delaysOf(0.9))).toBeLessThanOrEqual(4);
    expect(median(delaysOf(0.9, 1000))).toBeLessThanOrEqual(12);
    expect(median(delaysOf(0.1))).toBeLessThan(300);
    expect(median(delaysOf(0.1, 1000))).toBeLessThan(800);
  });

  it('counts the images that speak for a higher share, not those before them', () => {
    const test = new RejectTest(SHARE, RATE);
    for (let i = 0; i < 200; i++) test.add(false);
    expect(test.state.run).toEqual({ images: 0, rejected: 0 });
    for (let i = 0; i < 18; i++) test.add(i !== 7);
    expect(test.state).toMatchObject({ images: 218, rejected: 17, alarm: true });
    expect(test.state.run).toEqual({ images: 18, rejected: 17 });
  });

  it('ends the alarm some images after its cause, however long that lasted, and starts again', () => {
    for (const rejects of [5, 5000]) {
      const test = new RejectTest(SHARE, RATE);
      for (let i = 0; i < rejects; i++) test.add(true);
      expect(test.state.alarm).toBe(true);
      expect(Number.isFinite(test.state.evidence)).toBe(true);
      let images = 0;
      while (test.state.alarm && images < 500) {
        test.add(false);
        images++;
      }
      expect(images).toBeLessThan(40);
      expect(test.state).toMatchObject({ images: 0, rejected: 0, evidence: 1 });
    }
  });

  it('leaves the promised share the room that the calibration images leave it', () => {
    const scores = Float32Array.from({ length: 200 }, (_, i) => i);
    for (const rate of [0.3, 0.05, 2 / 201, 0.001]) {
      const { threshold } = new ScoreCalibration(scores).threshold(rate);
      expect(highestRejectShare(scores, threshold)).toBe(rateSupport(200, rate).interval.high);
    }
    expect(highestRejectShare(scores, -1)).toBe(1);
  });

  it('refuses shares and rates that are none', () => {
    for (const wrong of [0, 1, Number.NaN]) {
      expect(() => new RejectTest(wrong, 0.01)).toThrow(RangeError);
      expect(() => new RejectTest(0.01, wrong)).toThrow(RangeError);
    }
  });
});
