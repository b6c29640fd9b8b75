import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import type { ImageScore } from '../scoring/index.ts';
import { conformalPValue, rejectThreshold } from './conformal.ts';
import {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
} from './GeneralizedPareto.ts';
import { ScoreCalibration } from './ScoreCalibration.ts';
import { fitTail, tailProbability, tailQuantile, tailFit } from './ScoreTail.ts';

/** Few different values, so that there are ties, and any values. */
const someScore = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.float({ min: 0, max: 6, noNaN: true }),
);
const calibrations = fc
  .array(someScore, { minLength: 1, maxLength: 40 })
  .map((good) => Float32Array.from(good));

const scores = Float32Array.of(1, 2, 2, 4);
const pValueOf = (value: number) => conformalPValue(scores, value as ImageScore);

describe('conformal p-value', () => {
  it('counts the calibration scores that are at least as large, and interpolates between them', () => {
    expect(pValueOf(5)).toBe(1 / 5);
    expect(pValueOf(4)).toBe(1 / 5);
    expect(pValueOf(3)).toBe(1.5 / 5);
    expect(pValueOf(2.5)).toBe(1.75 / 5);
    expect(pValueOf(2)).toBe(3 / 5);
    expect(pValueOf(1.5)).toBe(3.5 / 5);
    expect(pValueOf(1)).toBe(4 / 5);
    expect(pValueOf(0)).toBe(1);
  });

  it('rises nowhere with the score, and the smooth one neither', () => {
    fc.assert(
      fc.property(calibrations, fc.array(someScore, { minLength: 2 }), (good, some) => {
        const calibration = new ScoreCalibration(good);
        const ascending = some.map((score) => score as ImageScore).sort((a, b) => a - b);
        for (const [i, score] of ascending.slice(1).entries()) {
          expect(calibration.pValue(score)).toBeLessThanOrEqual(calibration.pValue(ascending[i]));
          expect(calibration.tailPValue(score)).toBeLessThanOrEqual(
            calibration.tailPValue(ascending[i]) + 1e-12,
          );
        }
      }),
    );
  });

  it('is at most α for at most a share α of good images', () => {
    const random = new Random(5);
    let rejected = 0;
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial++) {
      const calibration = Float32Array.from({ length: 19 }, () => random.uniform()).sort();
      if (conformalPValue(calibration, random.uniform() as ImageScore) <= 0.1) rejected++;
    }
    // Exactly 0.1 in expectation; five standard deviations are 0.0106.
    expect(Math.abs(rejected / trials - 0.1)).toBeLessThan(0.0106);
  });
});

describe('reject threshold', () => {
  it('lies between the two scores whose ranks the rate lies between', () => {
    expect(rejectThreshold(scores, 0.2).threshold).toBe(4);
    expect(rejectThreshold(scores, 0.3).threshold).toBeCloseTo(3, 10);
    expect(rejectThreshold(scores, 0.35).threshold).toBeCloseTo(2.5, 10);
    expect(rejectThreshold(scores, 0.5).threshold).toBe(2);
    expect(rejectThreshold(scores, 0.7).threshold).toBeCloseTo(1.5, 10);
    expect(rejectThreshold(scores, 0.9)).toEqual({
      threshold: 1,
      heldRate: 0.8,
      extrapolated: false,
    });
  });

  it('never contradicts the p-value: what is rejected has p ≤ the held rate, what passes p ≥ it', () => {
    fc.assert(
      fc.property(
        calibrations,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.boolean(),
        fc.array(someScore),
        (good, rate, extrapolate, others) => {
          const calibration = new ScoreCalibration(good);
          const { threshold, heldRate } = calibration.threshold(rate, extrapolate);
          // The scores themselves, the threshold, and others.
          for (const score of [...good, threshold, ...others]) {
            const p = calibration.pValue(score as ImageScore);
            if (score > threshold) expect(p).toBeLessThanOrEqual(heldRate + 1e-9);
            else expect(p).toBeGreaterThanOrEqual(heldRate - 1e-9);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is the score whose p-value is the rate, where the scores resolve it', () => {
    const many = Float32Array.from({ length: 80 }, (_, i) => 1 + (i / 80) ** 2);
    for (const rate of [1 / 81, 0.02, 0.05, 0.1234, 0.5]) {
      const { threshold, heldRate } = rejectThreshold(many, rate);
      expect(heldRate).toBe(rate);
      expect(conformalPValue(many, threshold as ImageScore)).toBeCloseTo(rate, 6);
    }
  });

  it('is the largest score where there are too few for the rate, and holds the lowest that they resolve', () => {
    const expected = { threshold: 4, heldRate: 0.2, extrapolated: false };
    expect(rejectThreshold(scores, 0.1)).toEqual(expected);
    expect(rejectThreshold(scores, 0.001)).toEqual(expected);
  });

  it('is extrapolated, and not below the largest score, only with a tail', () => {
    const { threshold, heldRate, extrapolated } = rejectThreshold(scores, 0.1, fitTail(scores));
    expect(extrapolated).toBe(true);
    expect(heldRate).toBe(0.2);
    expect(threshold).toBeGreaterThanOrEqual(4);
    expect(rejectThreshold(scores, 0.2, fitTail(scores)).extrapolated).toBe(false);
  });

  const shapes: [string, (random: Random) => number][] = [
    ['normal', (random) => random.gaussian()],
    ['exponential', (random) => -Math.log(1 - random.uniform())],
    ['gamma', (random) => -Math.log((1 - random.uniform()) * (1 - random.uniform()))],
  ];
  it.each(shapes)(
    'rejects the wished share, and not a whole number of scores only: %s',
    (_, draw) => {
      const random = new Random(31);
      const trials = 4000;
      const realized = (n: number, rate: number) => {
        let rejected = 0;
        for (let trial = 0; trial < trials; trial++) {
          const good = Float32Array.from({ length: n }, () => draw(random)).sort();
          const { threshold } = rejectThreshold(good, rate);
          for (let i = 0; i < 50; i++) if (draw(random) > threshold) rejected++;
        }
        return rejected / trials / 50 / rate;
      };
      // With whole ranks alone, 0.62 of both.
      expect(realized(80, 0.02)).toBeGreaterThan(0.85);
      expect(realized(80, 0.02)).toBeLessThan(1.05);
      expect(realized(30, 0.05)).toBeGreaterThan(0.85);
      expect(realized(30, 0.05)).toBeLessThan(1.05);
    },
  );

  it('rises as the rate falls', () => {
    const random = new Random(1);
    const many = Float32Array.from({ length: 60 }, () => random.gaussian()).sort();
    const thresholds = [0.2, 0.1, 0.05, 0.02, 0.01, 0.001].map(
      (rate) => rejectThreshold(many, rate).threshold,
    );
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
  });

  it('copes with one score and with equal scores', () => {
    const one = { threshold: 3, heldRate: 0.5, extrapolated: false };
    expect(rejectThreshold(Float32Array.of(3), 0.01)).toEqual(one);
    expect(rejectThreshold(Float32Array.of(3), 0.9)).toEqual(one);
    expect(rejectThreshold(Float32Array.of(3, 3, 3), 0.01).threshold).toBe(3);
  });
});

describe('generalized Pareto tail', () => {
  it.each([-0.3, 0, 0.25])('recovers the shape %f and the scale from samples of it', (shape) => {
    const random = new Random(9);
    const truth = { location: 2, scale: 0.7, shape };
    const sample = Float64Array.from({ length: 40_000 }, () =>
      exceedanceQuantile(truth, 1 - random.uniform()),
    ).sort();
    const fitted = fitGeneralizedPareto(sample, 2);
    expect(fitted.shape).toBeCloseTo(shape, 1);
    expect(fitted.scale).toBeCloseTo(0.7, 1);
  });

  it.each([-0.3, 0, 0.25])('has a quantile that inverts its probability for shape %f', (shape) => {
    const tail = { location: 1, scale: 0.5, shape };
    for (const p of [1, 0.5, 0.01])
      expect(exceedanceProbability(tail, exceedanceQuantile(tail, p))).toBeCloseTo(p, 10);
  });
});

describe('score tail', () => {
  const random = new Random(21);
  const exponential = (count: number) =>
    Float32Array.from({ length: count }, () => -Math.log(1 - random.uniform())).sort();

  it('gives the quantiles of a known distribution far beyond the number of scores', () => {
    const tail = fitTail(exponential(5000));
    if (tail === null) throw new Error('there is a tail');
    // P(X > x) = exp(−x).
    expect(tailQuantile(tail, 1e-5) / (5 * Math.LN10)).toBeCloseTo(1, 0);
    expect(Math.log10(tailProbability(tail, 3 * Math.LN10) ?? 1)).toBeCloseTo(-3, 0);
    expect(tailProbability(tail, 0)).toBeNull();
  });

  it.each([
    ['normal', () => random.gaussian(), (x: number) => 0.5 * erfc(x / Math.SQRT2)],
    ['exponential', () => -Math.log(1 - random.uniform()), (x: number) => Math.exp(-x)],
  ])(
    'rejects about what is wished where too few scores resolve the rate: %s',
    (_, sample, exceedance) => {
      const realized = (rate: number) => {
        let sum = 0;
        for (let trial = 0; trial < 1500; trial++) {
          const scores = Float32Array.from({ length: 60 }, sample).sort();
          sum += exceedance(rejectThreshold(scores, rate, fitTail(scores)).threshold) / 1500;
        }
        return sum / rate;
      };
      expect(realized(0.01)).toBeGreaterThan(0.6);
      expect(realized(0.01)).toBeLessThan(1.4);
      expect(realized(0.005)).toBeLessThan(1.8);
    },
  );

  it('fits well where the scores have such a tail: its p-value is about uniform', () => {
    const pValues = Array.from({ length: 60 }, () => {
      const scores = exponential(100);
      const tail = fitTail(scores);
      return tail === null ? 0 : tailFit(scores, tail).pValue;
    });
    expect(pValues.filter((p) => p < 0.5).length).toBeGreaterThan(15);
    expect(pValues.filter((p) => p < 0.05).length).toBeLessThan(10);
  });

  it('fits badly where the highest scores come in two heaps', () => {
    const scores = Float32Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 10 : 1) + i * 1e-4);
    const tail = fitTail(scores.sort());
    if (tail === null) throw new Error('there is a tail');
    expect(tailFit(scores, tail).pValue).toBeLessThan(0.05);
  });

  it('is none where there are too few scores or they are equal', () => {
    expect(fitTail(Float32Array.of(1, 2))).toBeNull();
    expect(fitTail(new Float32Array(50).fill(1))).toBeNull();
  });
});

/** Complementary error function to 1.2·10⁻⁷ (Numerical Recipes, section 6.2), x ≥ 0. */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  return t * Math.exp(-x * x + coefficients.reduceRight((sum, c) => sum * t + c, 0));
}

describe('score calibration', () => {
  const calibration = new ScoreCalibration(
    Float32Array.from({ length: 60 }, (_, i) => 1 + ((i * 7) % 60) / 60),
  );
  const at = (score: number) => score as ImageScore;

  it('has a smooth p-value that keeps falling beyond the smallest that counting gives', () => {
    expect(calibration.pValue(at(3))).toBe(1 / 61);
    expect(calibration.pValue(at(4))).toBe(1 / 61);
    expect(calibration.tailPValue(at(2.05))).toBeLessThan(1 / 61);
    // Uniform scores have a bounded tail, yet nothing is called impossible.
    expect(calibration.tailPValue(at(100))).toBe(1e-9);
    expect(calibration.tailPValue(at(1.2))).toBe(calibration.pValue(at(1.2)));
  });

  it('has the threshold of the rate as the score whose smooth p-value is that rate', () => {
    const { threshold, extrapolated } = calibration.threshold(0.005, true);
    expect(extrapolated).toBe(true);
    expect(calibration.tailPValue(at(threshold))).toBeCloseTo(0.005, 8);
  });

  it('lets the scores below its threshold pass', () => {
    const { threshold, extrapolated } = calibration.threshold(0.1);
    expect(calibration.passing(threshold, extrapolated)).toHaveLength(60 - 6);
  });

  it('says which rate a threshold set by hand holds', () => {
    const { threshold } = calibration.threshold(0.1);
    expect(calibration.thresholdByHand(threshold).heldRate).toBeCloseTo(0.1, 10);
    expect(calibration.thresholdByHand(9).heldRate).toBe(1 / 61);
    expect(calibration.thresholdByHand(0).heldRate).toBe(1);
  });
});
