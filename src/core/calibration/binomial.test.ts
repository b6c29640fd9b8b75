import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { binomialInterval, isFairSample } from './binomial.ts';
import { rejectThreshold } from './conformal.ts';
import { imagesForRate, rateSupport } from './rateSupport.ts';
import { betaQuantile, regularizedBeta } from './regularizedBeta.ts';

describe('the regularized incomplete beta function', () => {
  it.each([
    [0.3, 2, 5, 0.579825],
    [0.5, 0.5, 0.5, 0.5],
    [0.01, 1, 99, 0.6302703623502732],
  ])('I(%f; %f, %f) is %f, as worked out in closed form', (x, a, b, expected) => {
    expect(regularizedBeta(x, a, b)).toBeCloseTo(expected, 9);
  });

  it('is inverted by the quantile', () => {
    for (const [a, b] of [
      [0.7, 3],
      [1, 99],
      [40, 2],
      [500, 5000],
    ]) {
      for (const p of [1e-6, 0.025, 0.5, 0.975])
        expect(regularizedBeta(betaQuantile(p, a, b), a, b) / p).toBeCloseTo(1, 8);
    }
  });

  it('refuses invalid distributions and probabilities', () => {
    expect(() => regularizedBeta(0.5, 0, 1)).toThrow(RangeError);
    expect(() => regularizedBeta(1.5, 1, 1)).toThrow(RangeError);
    expect(() => betaQuantile(-0.1, 1, 1)).toThrow(RangeError);
  });
});

describe('the interval of Clopper and Pearson', () => {
  // SciPy 1.11, binomtest(k, n).proportion_ci(method='exact'); 0, 1 and 5 of 10 stand in every table.
  it.each([
    [0, 10, 0, 0.3084971],
    [1, 10, 0.0025286, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [10, 10, 0.6915029, 1],
    [1, 100, 0.0002531, 0.0544594],
    [2, 1000, 0.0002423, 0.0072058],
  ])('of %i in %i is %f to %f', (count, trials, low, high) => {
    const interval = binomialInterval(count, trials);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it('holds the true share at least as often as it says', () => {
    const random = new Random(11);
    const intervals = Array.from({ length: 41 }, (_, count) => binomialInterval(count, 40));
    let held = 0;
    for (let trial = 0; trial < 4000; trial++) {
      let count = 0;
      for (let i = 0; i < 40; i++) if (random.uniform() < 0.07) count++;
      if (intervals[count].low <= 0.07 && 0.07 <= intervals[count].high) held++;
    }
    expect(held / 4000).toBeGreaterThan(0.945);
  });

  it('refuses more hits than trials', () => {
    expect(() => binomialInterval(3, 2)).toThrow(RangeError);
    expect(() => binomialInterval(0, 0)).toThrow(RangeError);
  });
});

describe('what a number of images supports', () => {
  it('is 1 % from 99 images on', () => {
    expect(imagesForRate(0.01)).toBe(99);
    expect(rateSupport(99, 0.01)).toMatchObject({ smallestRate: 0.01, moreImages: 0 });
    expect(rateSupport(60, 0.01)).toMatchObject({ smallestRate: 1 / 61, moreImages: 39 });
    expect([0.5, 0.2, 0.05, 0.001].map(imagesForRate)).toEqual([1, 4, 19, 999]);
  });

  it('has an interval that holds the rate of the threshold, by simulation', () => {
    const random = new Random(2);
    const { interval } = rateSupport(59, 0.05);
    let held = 0;
    for (let trial = 0; trial < 4000; trial++) {
      // The third largest of 59 uniform scores: the rate above it is one less the score.
      const scores = Float64Array.from({ length: 59 }, () => random.uniform()).sort();
      const rate = 1 - scores[59 - 3];
      if (interval.low <= rate && rate <= interval.high) held++;
    }
    // 0.95 exactly; four standard deviations are 0.014.
    expect(Math.abs(held / 4000 - 0.95)).toBeLessThan(0.014);
  });

  it('has an interval that holds the rate of a threshold between two scores, by simulation', () => {
    const random = new Random(3);
    // 0.055 · 60 = 3.3: between the third and the fourth largest of 59.
    const { interval } = rateSupport(59, 0.055);
    let held = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const scores = Float32Array.from({ length: 59 }, () => random.uniform()).sort();
      const rate = 1 - rejectThreshold(scores, 0.055).threshold;
      if (interval.low <= rate && rate <= interval.high) held++;
    }
    // At least 0.95, less four standard deviations.
    expect(held / 4000).toBeGreaterThan(0.936);
    expect(interval).toEqual({
      low: binomialInterval(3, 59).low,
      high: binomialInterval(3, 59).high,
    });
    expect(rateSupport(59, 3 / 60).interval.high).toBe(binomialInterval(2, 59).high);
  });

  it('has only an upper end where the rate is not resolved', () => {
    const { low, high } = rateSupport(60, 0.01).interval;
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 60), 10);
  });
});

describe('a fair sample', () => {
  const of = (images: number, rank: number) => ({
    heldRate: rank / (images + 1),
    calibrationImages: images,
  });

  it('is no surprise where chance and the uncertainty of the threshold explain it', () => {
    expect(isFairSample(0, 5, of(99, 1))).toBe(true);
    expect(isFairSample(1, 100, of(99, 1))).toBe(true);
    // Both of the two highest of 32 scores are among 8 drawn at random: 8/32 · 7/31 = 0.0565.
    expect(isFairSample(2, 8, of(24, 1))).toBe(true);
    // The three highest: 8/32 · 7/31 · 6/30 = 0.0113.
    expect(isFairSample(3, 8, of(24, 1))).toBe(false);
    // With very many calibration images it is the binomial distribution: P(X ≥ 4 of 100) = 0.0184.
    expect(isFairSample(4, 100, of(9_999_999, 100_000))).toBe(false);
  });

  it('is not made of images picked because they were rejected', () => {
    expect(isFairSample(1, 1, of(99, 1))).toBe(false);
    // One of ten images resolves no small rate, but a sample of rejects alone is none.
    expect(isFairSample(1, 1, of(9, 1))).toBe(false);
    expect(isFairSample(3, 3, of(19, 1))).toBe(false);
  });
});
