import { describe, expect, it } from 'vitest';
import { auroc, bootstrapIntervals, pairedBootstrap } from '../core/metrics/index.ts';
import { Random } from '../core/random/index.ts';
import { rankCandidates } from './rankCandidates.ts';
import { TestFrames } from './TestFrames.ts';

describe('rankCandidates', () => {
  const frames = new TestFrames(
    Array.from({ length: 12 }, (_, i) => `${i}.png`),
    0,
  );
  const { labels, images } = frames;
  const random = new Random(5);

  /** Defects of one image are about as hard to see as each other. */
  const tried = [0.05, 0.1, 0.2].map((coresetRatio) => {
    const contrast = Array.from({ length: 12 }, () => 1 + random.gaussian());
    const noise = () => 0.3 * random.gaussian();
    const scores = images.map((image, i) => noise() + (labels[i] ? contrast[image] : 0));
    const options = { resize: 64, coresetRatio, reweighting: 'none' } as const;
    const imageAuroc = auroc(scores, labels);
    return { options, scores, imageAuroc, bankRows: 1, fitSeconds: 1, msPerImage: 1 };
  });

  it('puts the best first and compares the others with it', () => {
    const ranked = rankCandidates(tried, frames);
    const aurocs = ranked.map(({ imageAuroc }) => imageAuroc);
    expect(aurocs).toEqual(aurocs.toSorted((a, b) => b - a));
    expect(ranked[0].pValueToBest).toBe(1);
    for (const { byType, imageAuroc } of ranked) {
      const values = Object.values(byType);
      expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(imageAuroc, 12);
    }
    expect(ranked[0]).not.toHaveProperty('scores');
  });

  it('draws whole held-out images, whose frames belong together', () => {
    const [best, ...others] = rankCandidates(tried, frames);
    const scoresOf = (ratio: number | undefined) =>
      tried.find(({ options }) => options.coresetRatio === ratio)?.scores ?? [];
    const first = scoresOf(best.options.coresetRatio);
    for (const { options, interval, pValueToBest } of others) {
      const scores = scoresOf(options.coresetRatio);
      const single = bootstrapIntervals(scores, labels, { auroc }).auroc;
      const widthOf = (one: typeof interval) => (one === null ? Number.NaN : one[1] - one[0]);
      expect(widthOf(interval)).toBeGreaterThan(widthOf(single));
      const byFrame = pairedBootstrap(first, scores, labels, auroc).pValue;
      expect(pValueToBest).toBeGreaterThan(byFrame);
    }
  });
});
