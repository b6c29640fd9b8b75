import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random/index.ts';
import {
  auroc,
  averagePrecision,
  bestAccuracies,
  bootstrapIntervals,
  confusionAt,
  type GroupedBootstrapOptions,
  type Interval,
  pairedBootstrapOfMeans,
  meanAndDeviation,
  pairedBootstrap,
  quantile,
  wilsonInterval,
  summarizeScores,
  summaryIntervals,
} from '../index.ts';
import { perfectAurocBound } from './closedForm.ts';
import { resampleByClass } from './resampling.ts';

function proven(interval: Interval | null): Interval {
  if (interval === null) throw new Error('expected an interval');
  return interval;
}

const labels = Array.from({ length: 60 }, (_, i) => i % 3 === 0);
/** Scores that overlap between the classes, the same on every run. */
const scores = labels.map((defective, i) => Math.sin(i * 12.9898) + (defective ? 1 : 0));

describe('bestAccuracies', () => {
  it('is the best over all thresholds, "nothing is anomalous" among them', () => {
    expect(bestAccuracies([3, 2, 1, 0], [1, 0, 1, 0])).toEqual({
      accuracy: 0.75,
      balancedAccuracy: 0.75,
    });
    // The one defective item scores lowest: accepting everything is right 3 times of 4.
    expect(bestAccuracies([3, 2, 1, 0], [0, 0, 0, 1])).toEqual({
      accuracy: 0.75,
      balancedAccuracy: 0.5,
    });
  });

  it('is exceeded at no threshold', () => {
    const item = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
        const own = [...items, [2, true], [3, false]] as const;
        const values = own.map(([score]) => score);
        const truth = own.map(([, defective]) => defective);
        const best = bestAccuracies(values, truth);
        const all = [-1, ...values].map((at) => confusionAt(values, truth, at));
        expect(best.accuracy).toBeCloseTo(Math.max(...all.map((c) => c.accuracy)), 12);
        expect(best.balancedAccuracy).toBeCloseTo(
          Math.max(...all.map((c) => c.balancedAccuracy)),
          12,
        );
      }),
    );
  });
});

describe('resampleByClass', () => {
  const grouped = [7, 3, 3, 7, 3, 7];
  const truth = [0, 1, 1, 1, 0, 1];

  it('draws whole groups, so that as many of each class are drawn as there are', () => {
    const draws = resampleByClass(truth, new Random(1), grouped);
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      const drawn = [...draws.next().value];
      const halves = [drawn.slice(0, 3), drawn.slice(3)].map((half) => half.join());
      for (const half of halves) expect(['0,3,5', '1,2,4']).toContain(half);
      seen.add(halves.join(' '));
    }
    expect(seen.size).toBe(4);
  });

  it.each([
    ['a group without a class', [7, 7, 3, 7, 7, 3], /both classes/],
    ['groups that are made up otherwise than others', [7, 3, 3, 3, 3, 7], /as many/],
    ['another number of groups than of items', [7, 3], /6 items need as many groups, got 2/],
  ])('refuses %s', (_, groups, message) => {
    const draw = () => resampleByClass(truth, new Random(1), groups).next();
    expect(draw).toThrow(RangeError);
    expect(draw).toThrow(message);
  });
});

describe('bootstrapIntervals', () => {
  it('holds the figure itself and narrows as items are added', () => {
    const few = proven(bootstrapIntervals(scores, labels, { auroc }).auroc);
    const many = proven(
      bootstrapIntervals(
        Array.from({ length: 9 }, () => scores).flat(),
        Array.from({ length: 9 }, () => labels).flat(),
        { auroc },
      ).auroc,
    );
    const value = auroc(scores, labels);
    for (const [low, high] of [few, many]) {
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    expect((few[1] - few[0]) / (many[1] - many[0])).toBeGreaterThan(2);
  });

  it('has the standard error that Hanley and McNeil give, within a fifth', () => {
    const resampled = bootstrapIntervals(scores, labels, { auroc }, { resamples: 4000 });
    const [low, high] = proven(resampled.auroc);
    const a = auroc(scores, labels);
    const [defective, good] = [20, 40];
    const q1 = a / (2 - a);
    const q2 = (2 * a * a) / (1 + a);
    const error = Math.sqrt(
      (a * (1 - a) + (defective - 1) * (q1 - a * a) + (good - 1) * (q2 - a * a)) /
        (defective * good),
    );
    expect((high - low) / 2 / 1.96 / error).toBeGreaterThan(0.8);
    expect((high - low) / 2 / 1.96 / error).toBeLessThan(1.2);
  });

  it('keeps the number of each class, draws alike for a seed and otherwise for another', () => {
    const share = (_: Float64Array, drawn: Uint8Array) => drawn.reduce((a, b) => a + b, 0) / 60;
    const shares = new Set<number>();
    const seen = (values: Float64Array, drawn: Uint8Array) => {
      shares.add(share(values, drawn));
      return values[0];
    };
    bootstrapIntervals(scores, labels, { seen });
    expect([...shares]).toEqual([1 / 3]);
    const of = (seed: number) => bootstrapIntervals(scores, labels, { auroc }, { seed }).auroc;
    expect(of(4)).toEqual(of(4));
    expect(of(4)).not.toEqual(of(5));
  });

  it('passes ranked items on, and the figures are those of the items as they were drawn', () => {
    const draws = resampleByClass(labels, new Random(0));
    const expected = Array.from({ length: 50 }, () => {
      const drawn = [...draws.next().value];
      return auroc(
        drawn.map((i) => scores[i]),
        drawn.map((i) => labels[i]),
      );
    });
    const got: number[] = [];
    const watched = (values: Float64Array, truth: Uint8Array) => {
      expect(values.every((value, i) => i === 0 || value <= values[i - 1])).toBe(true);
      got.push(auroc(values, truth));
      return got[got.length - 1];
    };
    bootstrapIntervals(scores, labels, { watched }, { resamples: 50 });
    expect(got).toEqual(expected);
  });

  it('gives no interval if all resamples agree, rather than one without width', () => {
    const perfect = labels.map((defective) => (defective ? 2 : 1));
    expect(bootstrapIntervals(perfect, labels, { auroc }).auroc).toBeNull();
  });

  it('refuses lengths that differ', () => {
    expect(() => bootstrapIntervals([1], [0, 1], { auroc })).toThrow(RangeError);
  });
});

describe('pairedBootstrap', () => {
  it('finds no difference between a scoring and itself', () => {
    const same = pairedBootstrap(scores, scores, labels, auroc);
    expect(same).toEqual({ difference: 0, interval: null, pValue: 1 });
  });

  it('tells a small but steady gain from noise where the intervals of the two overlap', () => {
    const better = scores.map((score, i) => score + (labels[i] ? 0.25 : 0));
    const paired = pairedBootstrap(scores, better, labels, auroc);
    expect(proven(paired.interval)[0]).toBeGreaterThan(0);
    expect(paired.pValue).toBeLessThan(0.05);
    const [, high] = proven(bootstrapIntervals(scores, labels, { auroc }).auroc);
    const [low] = proven(bootstrapIntervals(better, labels, { auroc }).auroc);
    expect(high).toBeGreaterThan(low);
  });

  it('has the opposite sign the other way round', () => {
    const other = scores.map((score, i) => score + Math.cos(i * 7.7));
    const there = pairedBootstrap(scores, other, labels, auroc);
    const back = pairedBootstrap(other, scores, labels, auroc);
    expect(back.difference).toBeCloseTo(-there.difference, 12);
    expect(proven(back.interval)[0]).toBeCloseTo(-proven(there.interval)[1], 12);
    expect(back.pValue).toBe(there.pValue);
  });

  it('compares the mean over sets as the one set where there is one, and a gain in one of two by half', () => {
    const better = scores.map((score, i) => score + (labels[i] ? 0.5 : 0));
    const [gain, none] = [better, scores].map((after) => ({ before: scores, after, labels }));
    const single = pairedBootstrapOfMeans([gain], { auroc, averagePrecision });
    expect(single.auroc).toEqual(pairedBootstrap(scores, better, labels, auroc));
    expect(single.averagePrecision).toEqual(
      pairedBootstrap(scores, better, labels, averagePrecision),
    );
    const both = pairedBootstrapOfMeans([gain, none], { auroc }).auroc;
    expect(both.difference).toBeCloseTo(single.auroc.difference / 2, 12);
    expect(both.pValue).toBeLessThan(0.05);
  });

  it('calls a true null significant about as often as it should', () => {
    // Two scorings that differ by noise alone: 40 trials at 5 % expect 2.
    const trials = Array.from({ length: 40 }, (_, trial) => {
      const noisy = (shift: number) =>
        scores.map((score, i) => score + Math.sin((i + 1) * (trial + 1) * shift));
      const { pValue } = pairedBootstrap(noisy(78.233), noisy(43.77), labels, auroc, {
        resamples: 300,
      });
      return pValue < 0.05;
    });
    expect(trials.filter(Boolean).length).toBeLessThanOrEqual(6);
  });
});

describe('a bootstrap of items in groups', () => {
  /** A good frame and three defective ones of each image, by which they are alike. */
  const images = 24;
  const groups = Array.from({ length: 4 * images }, (_, i) => Math.floor(i / 4));
  const truth = groups.map((_, i) => i % 4 > 0);
  const random = new Random(3);
  const scoring = () => {
    const contrast = Array.from({ length: images }, () => 1 + random.gaussian());
    return groups.map((image, i) => 0.3 * random.gaussian() + (truth[i] ? contrast[image] : 0));
  };

  it('calls equally good scorings different about as often as it should, where single items do so too often', () => {
    const trials = Array.from({ length: 100 }, () => {
      const [before, after] = [scoring(), scoring()];
      const called = (options: GroupedBootstrapOptions) =>
        pairedBootstrap(before, after, truth, auroc, { resamples: 100, ...options }).pValue <= 0.05;
      return { single: called({}), whole: called({ groups }) };
    });
    expect(trials.filter(({ whole }) => whole).length).toBeLessThanOrEqual(10);
    expect(trials.filter(({ single }) => single).length).toBeGreaterThanOrEqual(15);
  });

  it('has wider intervals', () => {
    const scores = scoring();
    const widthOf = (options: GroupedBootstrapOptions) => {
      const [low, high] = proven(bootstrapIntervals(scores, truth, { auroc }, options).auroc);
      return high - low;
    };
    expect(widthOf({ groups }) / widthOf({})).toBeGreaterThan(1.2);
  });
});

describe('quantile and meanAndDeviation', () => {
  it('interpolate between neighbors, and divide by n - 1', () => {
    expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(quantile([1, 2, 4, 8], 0)).toBe(1);
    expect(quantile([1, 2, 4, 8], 1)).toBe(8);
    expect(meanAndDeviation([1, 2, 3])).toEqual({ mean: 2, deviation: 1, runs: 3 });
    expect(meanAndDeviation([5])).toEqual({ mean: 5, deviation: null, runs: 1 });
    expect(() => meanAndDeviation([])).toThrow(RangeError);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

describe('wilsonInterval', () => {
  it('is the interval of Wilson', () => {
    // From the closed form by hand: 0 of 18 reaches z² / (18 + z²).
    expect(wilsonInterval(0, 18)[0]).toBe(0);
    expect(wilsonInterval(0, 18)[1]).toBeCloseTo(3.8414588 / 21.8414588, 6);
    const [low, high] = wilsonInterval(0.8, 20);
    expect(low).toBeCloseTo(0.584, 3);
    expect(high).toBeCloseTo(0.9193, 3);
    for (let trials = 1; trials < 200; trials++) {
      expect(wilsonInterval(0, trials)[0]).toBe(0);
      expect(wilsonInterval(1, trials)[1]).toBe(1);
    }
    expect(() => wilsonInterval(1.1, 3)).toThrow(RangeError);
    expect(() => wilsonInterval(0.5, 0)).toThrow(RangeError);
  });
});

describe('summarizeScores', () => {
  it('gives what each metric gives, and intervals that hold it', () => {
    const summary = summarizeScores(scores, labels, 0.5);
    const own = confusionAt(scores, labels, 0.5);
    expect(summary.imageAuroc).toBe(auroc(scores, labels));
    expect(summary.detectionRate).toBe(own.truePositives / 20);
    expect(summary.falseRejectRate).toBe(own.falsePositives / 40);
    expect(summary.accuracy).toBe(own.accuracy);
    expect(summary.bestAccuracy).toBeGreaterThanOrEqual(own.accuracy);
    const intervals = summaryIntervals(scores, labels, 0.5);
    for (const key of Object.keys(intervals) as (keyof typeof intervals)[]) {
      const [low, high] = proven(intervals[key]);
      expect(low).toBeLessThanOrEqual(summary[key]);
      expect(high).toBeGreaterThanOrEqual(summary[key]);
    }
  });

  it('bounds a perfect AUROC from below, closer the more items, and no other perfect figure', () => {
    const bound = (copies: number) => {
      const truth = Array.from({ length: copies }, () => labels).flat();
      const perfect = truth.map((defective) => (defective ? 2 : 1));
      const intervals = summaryIntervals(perfect, truth, 1.5);
      expect(intervals.f1Max).toBeNull();
      return proven(intervals.imageAuroc);
    };
    const [few, many] = [bound(1), bound(9)];
    expect([few[1], many[1]]).toEqual([1, 1]);
    expect(few[0]).toBeLessThan(many[0]);
    expect(many[0]).toBeLessThan(1);
  });
});

describe('perfectAurocBound', () => {
  it('is 0.2065 for one item of each class: 1 / (1 + z^2)', () => {
    expect(perfectAurocBound(1, 1)).toBeCloseTo(1 / (1 + 1.959963984540054 ** 2), 12);
  });

  it('is an AUROC from which a perfect ranking is rare', () => {
    const [good, defective] = [20, 15];
    const wanted = perfectAurocBound(good, defective);
    // Exponential scores whose rates are as 1 to r have an AUROC of r / (1 + r).
    const ratio = wanted / (1 - wanted);
    const random = new Random(3);
    const drawOf = (rate: number) => -Math.log(1 - random.uniform()) / rate;
    let perfect = 0;
    const repeats = 4000;
    for (let i = 0; i < repeats; i++) {
      const highestGood = Math.max(...Array.from({ length: good }, () => drawOf(ratio)));
      const lowest = Math.min(...Array.from({ length: defective }, () => drawOf(1)));
      if (lowest > highestGood) perfect++;
    }
    expect(perfect / repeats).toBeLessThan(0.05);
    expect(perfect / repeats).toBeGreaterThan(0.001);
  });
});
