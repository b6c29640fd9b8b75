import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  averagePrecision,
  confusionAt,
  detectionRateAt,
  f1Max,
  precisionRecallCurve,
  rocCurve,
} from './index.ts';

/** Scores on few levels, so that most of them tie, with both classes present. */
const ranking = fc
  .array(fc.record({ level: fc.integer({ min: -3, max: 3 }), defective: fc.boolean() }), {
    maxLength: 40,
  })
  .map((items) => [...items, { level: 0, defective: true }, { level: 1, defective: false }])
  .map((items) => ({
    scores: items.map((item) => item.level / 4),
    labels: items.map((item) => item.defective),
  }));

describe('auroc', () => {
  it('is the share of pairs in the right order', () => {
    expect(auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  });

  it('counts a tied pair as one half', () => {
    expect(auroc([1, 1], [0, 1])).toBe(0.5);
    expect(auroc([2, 1, 1], [true, true, false])).toBe(0.75);
    expect(auroc([1, 1, 2], [false, true, true])).toBe(0.75);
  });

  it('takes -0 and 0 as tied', () => {
    expect(auroc([0, -0], [1, 0])).toBe(0.5);
  });

  it('equals the count over all pairs, whatever ties there are', () => {
    fc.assert(
      fc.property(ranking, ({ scores, labels }) => {
        let wins = 0;
        let pairs = 0;
        for (let i = 0; i < scores.length; i++) {
          for (let j = 0; j < scores.length; j++) {
            if (!labels[i] || labels[j]) continue;
            pairs++;
            wins += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
          }
        }
        expect(auroc(scores, labels)).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  it('refuses lengths that differ, scores that are not finite, and a single class', () => {
    expect(() => auroc([1, 2], [1])).toThrow(RangeError);
    expect(() => auroc([1, Number.NaN], [0, 1])).toThrow(/score 1 must be finite, got NaN/);
    expect(() => auroc([1, 2], [1, 1])).toThrow(/got 0 good and 2 defective/);
    expect(() => auroc([], [])).toThrow(RangeError);
  });
});

describe('averagePrecision', () => {
  it('sums precision over the recall gained', () => {
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(5 / 6, 12);
  });

  it('takes tied scores together', () => {
    expect(averagePrecision([1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25);
    expect(averagePrecision([1, 1, 1, 1], [0, 0, 0, 1])).toBe(0.25);
  });
});

describe('f1Max', () => {
  it('finds the best threshold and what it yields', () => {
    const best = f1Max([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    expect(best.f1).toBeCloseTo(0.8, 12);
    expect(best.precision).toBeCloseTo(2 / 3, 12);
    expect(best.recall).toBe(1);
    expect(best.threshold).toBeGreaterThanOrEqual(0.1);
    expect(best.threshold).toBeLessThan(0.35);
  });

  it('cannot take one of two tied items', () => {
    expect(f1Max([2, 1, 1], [true, true, false]).f1).toBeCloseTo(0.8, 12);
  });

  it('gives a finite threshold even if everything is to be rejected', () => {
    const best = f1Max([1, 1], [1, 0]);
    expect(best.threshold).toBeLessThan(1);
    expect(best.threshold).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  });

  it('tells neighboring float64 values apart', () => {
    const above = 1 + Number.EPSILON;
    expect(f1Max([above, 1], [1, 0])).toEqual({ f1: 1, threshold: 1, precision: 1, recall: 1 });
  });

  it('is reached at its own threshold and exceeded at no other', () => {
    fc.assert(
      fc.property(ranking, ({ scores, labels }) => {
        const best = f1Max(scores, labels);
        expect(confusionAt(scores, labels, best.threshold).f1).toBeCloseTo(best.f1, 12);
        for (const threshold of [-2, ...scores]) {
          expect(confusionAt(scores, labels, threshold).f1).toBeLessThanOrEqual(best.f1 + 1e-12);
        }
      }),
    );
  });
});

describe('rocCurve and precisionRecallCurve', () => {
  it('step once per distinct score', () => {
    expect(rocCurve([2, 1, 1, 0], [1, 1, 0, 0])).toEqual([
      { score: null, falsePositiveRate: 0, truePositiveRate: 0 },
      { score: 2, falsePositiveRate: 0, truePositiveRate: 0.5 },
      { score: 1, falsePositiveRate: 0.5, truePositiveRate: 1 },
      { score: 0, falsePositiveRate: 1, truePositiveRate: 1 },
    ]);
    expect(precisionRecallCurve([2, 1, 1, 0], [1, 1, 0, 0])).toEqual([
      { score: null, precision: 1, recall: 0 },
      { score: 2, precision: 1, recall: 0.5 },
      { score: 1, precision: 2 / 3, recall: 1 },
      { score: 0, precision: 0.5, recall: 1 },
    ]);
  });

  it('enclose the area that auroc gives', () => {
    fc.assert(
      fc.property(ranking, ({ scores, labels }) => {
        const points = rocCurve(scores, labels);
        let area = 0;
        for (let i = 1; i < points.length; i++) {
          const [a, b] = [points[i - 1], points[i]];
          area +=
            ((b.falsePositiveRate - a.falsePositiveRate) *
              (a.truePositiveRate + b.truePositiveRate)) /
            2;
        }
        expect(area).toBeCloseTo(auroc(scores, labels), 12);
      }),
    );
  });
});

describe('confusionAt', () => {
  it('judges an item anomalous if it scores higher than the threshold, not if it equals it', () => {
    expect(confusionAt([3, 2, 2, 1, 0], [1, 1, 0, 0, 0], 2)).toEqual({
      truePositives: 1,
      falsePositives: 0,
      trueNegatives: 3,
      falseNegatives: 1,
      accuracy: 0.8,
      balancedAccuracy: 0.75,
      f1: 2 / 3,
    });
  });

  it('balances over the classes that occur', () => {
    expect(confusionAt([3, 1], [0, 0], 2).balancedAccuracy).toBe(0.5);
    expect(confusionAt([3, 1], [0, 0], 2).f1).toBe(0);
    expect(confusionAt([1], [0], 2)).toMatchObject({ balancedAccuracy: 1, f1: 0 });
  });

  it('refuses NaN and an empty list', () => {
    expect(() => confusionAt([1], [1], Number.NaN)).toThrow(RangeError);
    expect(() => confusionAt([], [], 1)).toThrow(RangeError);
  });
});

describe('detectionRateAt', () => {
  const scores = [1, 2, 3, 4, 2.5, 3, 3.5, 5];
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];

  it('counts the items above the threshold that the allowed false rejects lead to', () => {
    expect(detectionRateAt(scores, labels, 0)).toBe(0.25);
    expect(detectionRateAt(scores, labels, 0.25)).toBe(0.5);
    expect(detectionRateAt(scores, labels, 0.49)).toBe(0.5);
    expect(detectionRateAt(scores, labels, 0.5)).toBe(1);
    expect(detectionRateAt(scores, labels, 1)).toBe(1);
  });

  it('rejects no good item more where several tie at the threshold', () => {
    expect(detectionRateAt([2, 2, 1, 2, 3], [0, 0, 0, 1, 1], 0.34)).toBe(0.5);
  });

  it('reads 0.29 of 100 as 29 items in spite of rounding', () => {
    const good = Array.from({ length: 100 }, (_, i) => i);
    expect(detectionRateAt([...good, 70.5], [...good.map(() => 0), 1], 0.29)).toBe(1);
    expect(detectionRateAt([...good, 69.5], [...good.map(() => 0), 1], 0.29)).toBe(0);
  });

  it('equals the best confusion within the allowed false rejects', () => {
    fc.assert(
      fc.property(ranking, fc.double({ min: 0, max: 1, noNaN: true }), (items, rate) => {
        const { scores, labels } = items;
        const allowed = [-2, ...scores]
          .map((threshold) => confusionAt(scores, labels, threshold))
          .filter((c) => c.falsePositives / (c.falsePositives + c.trueNegatives) <= rate)
          .map((c) => c.truePositives / (c.truePositives + c.falseNegatives));
        expect(detectionRateAt(scores, labels, rate)).toBeCloseTo(Math.max(...allowed), 12);
      }),
    );
  });

  it('refuses a rate outside 0..1 and a single class', () => {
    expect(() => detectionRateAt(scores, labels, 1.1)).toThrow(RangeError);
    expect(() => detectionRateAt(scores, labels, Number.NaN)).toThrow(RangeError);
    expect(() => detectionRateAt([1], [0], 0.1)).toThrow(RangeError);
  });
});
