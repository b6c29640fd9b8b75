import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents } from '../../regions/index.ts';
import { Grid } from '../../tensor/index.ts';
import { auroc, averagePrecision, PixelConfusion, PixelMetrics } from '../index.ts';

function metricsOf(height: number, width: number, scores: number[], mask: number[] | null) {
  const metrics = new PixelMetrics();
  metrics.add(new Grid(height, width, Float32Array.from(scores)), mask && Uint8Array.from(mask));
  return metrics.result();
}

interface Image {
  readonly scores: readonly number[];
  readonly mask: readonly number[];
}

const height = 5;
const width = 6;
const pixels = height * width;
const images = fc.array(
  fc.record({
    scores: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: pixels, maxLength: pixels }),
    mask: fc.array(fc.constantFrom(0, 0, 0, 255), { minLength: pixels, maxLength: pixels }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The definition, threshold by threshold over every distinct score. */
function plainAupro(list: readonly Image[], limit: number): number {
  const labeled = list.map(({ scores, mask }) => ({
    scores,
    ...connectedComponents(Uint8Array.from(mask), height, width, 8),
  }));
  const thresholds = [...new Set(list.flatMap(({ scores }) => scores))].sort((a, b) => b - a);
  const curve = [{ rate: 0, overlap: 0 }];
  for (const threshold of thresholds) {
    let falseAlarms = 0;
    let good = 0;
    const overlaps: number[] = [];
    for (const { scores, labels, count } of labeled) {
      for (let region = 0; region <= count; region++) {
        const own = scores.filter((_, i) => labels[i] === region);
        const found = own.filter((score) => score >= threshold).length;
        if (region > 0) overlaps.push(found / own.length);
        else {
          falseAlarms += found;
          good += own.length;
        }
      }
    }
    const overlap = overlaps.reduce((a, b) => a + b, 0) / overlaps.length;
    curve.push({ rate: falseAlarms / good, overlap });
  }
  let area = 0;
  for (let i = 1; i < curve.length; i++) {
    const [a, b] = [curve[i - 1], curve[i]];
    if (a.rate >= limit || b.rate === a.rate) continue;
    const end = Math.min(b.rate, limit);
    const slope = (b.overlap - a.overlap) / (b.rate - a.rate);
    const endOverlap = a.overlap + slope * (end - a.rate);
    area += ((end - a.rate) * (a.overlap + endOverlap)) / 2;
  }
  return area / limit;
}

describe('PixelMetrics', () => {
  it('gives every metric of a hand-worked image', () => {
    // Defective 9 and 4, good 5 3 2 1: of 8 pairs only 4 < 5 is wrong.
    const result = metricsOf(2, 3, [9, 5, 3, 2, 4, 1], [1, 0, 0, 0, 1, 0]);
    expect(result.pixelAuroc).toBeCloseTo(7 / 8, 12);
    expect(result.pixelAveragePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    // One region (a corner joins): overlap 1/2 up to rate 0.25, then 1 up to the limit.
    expect(result.regionsCount).toBe(1);
    expect(result.aupro30).toBeCloseTo((0.25 * 0.5 + 0.05) / 0.3, 12);
    expect(result.aupro05).toBeCloseTo(0.5, 12);
    expect(result).toMatchObject({ pixels: 6, defectivePixels: 2 });
  });

  it('counts a pixel that ties with a defective one as half before it', () => {
    const result = metricsOf(1, 4, [2, 2, 1, 0], [1, 0, 0, 0]);
    expect(result.pixelAuroc).toBeCloseTo(5 / 6, 12);
    expect(result.pixelAveragePrecision).toBeCloseTo(0.5, 12);
  });

  it('interpolates the overlap where the integration ends inside a tie', () => {
    // One straight line from (0, 0) to (1, 1): its area up to L, divided by L, is L / 2.
    const result = metricsOf(1, 4, [1, 1, 1, 1], [1, 0, 0, 0]);
    expect(result.aupro30).toBeCloseTo(0.15, 12);
    expect(result.aupro05).toBeCloseTo(0.025, 12);
  });

  it('weighs a small region like a large one', () => {
    // The single pixel is found first, the region of four never within the limit.
    const result = metricsOf(1, 7, [9, 5, 0, 0, 0, 0, 4], [1, 0, 1, 1, 1, 1, 0]);
    expect(result.regionsCount).toBe(2);
    expect(result.aupro30).toBeCloseTo(0.5, 12);
  });

  it('does not join regions of different images', () => {
    const metrics = new PixelMetrics();
    metrics.add(new Grid(1, 3, Float32Array.of(9, 5, 4)), Uint8Array.of(1, 0, 0));
    metrics.add(new Grid(1, 4, Float32Array.of(0, 0, 0, 5)), Uint8Array.of(1, 1, 1, 0));
    expect(metrics.result()).toMatchObject({ regionsCount: 2, aupro30: 0.5 });
  });

  it('has no figure without a defective or without a good pixel', () => {
    expect(metricsOf(1, 2, [1, 2], null)).toEqual({
      pixelAuroc: null,
      pixelAveragePrecision: null,
      aupro30: null,
      aupro05: null,
      pixels: 2,
      defectivePixels: 0,
      regionsCount: 0,
    });
    expect(metricsOf(1, 2, [1, 2], [1, 1])).toMatchObject({ pixelAuroc: null, regionsCount: 1 });
    expect(new PixelMetrics().result()).toMatchObject({ aupro30: null, pixels: 0 });
  });

  it('adds nothing if the mask has another size or a score is not finite', () => {
    const metrics = new PixelMetrics();
    const map = new Grid(1, 2, Float32Array.of(1, Number.NaN));
    expect(() => metrics.add(map, null)).toThrow(/score of pixel 1 must be finite/);
    expect(() => metrics.add(map, new Uint8Array(3))).toThrow(/needs 2 values, got 3/);
    expect(metrics.result().pixels).toBe(0);
  });

  it('gives a result between images and goes on', () => {
    const metrics = new PixelMetrics();
    metrics.add(new Grid(1, 2, Float32Array.of(2, 1)), Uint8Array.of(1, 0));
    expect(metrics.result().pixelAuroc).toBe(1);
    metrics.add(new Grid(1, 1, Float32Array.of(3)), null);
    expect(metrics.result().pixelAuroc).toBe(0.5);
  });

  it('draws the per-region overlap curve through its ends, rising, as it integrates it', () => {
    const metrics = new PixelMetrics();
    metrics.add(new Grid(2, 3, Float32Array.of(9, 5, 3, 2, 4, 1)), Uint8Array.of(1, 0, 0, 0, 1, 0));
    expect(metrics.overlapCurve()).toEqual([
      { falsePositiveRate: 0, overlap: 0 },
      { falsePositiveRate: 0, overlap: 0.5 },
      { falsePositiveRate: 0.25, overlap: 1 },
      { falsePositiveRate: 1, overlap: 1 },
    ]);
    metrics.add(new Grid(1, 1, Float32Array.of(7)), null);
    expect(metrics.overlapCurve()?.[2]).toEqual({ falsePositiveRate: 0.4, overlap: 1 });
    expect(new PixelMetrics().overlapCurve()).toBeNull();
  });

  it('equals sorting everything, with many ties and storage that grows by a few values', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 9 }), (list, chunkLength) => {
        const metrics = new PixelMetrics({ chunkLength });
        for (const { scores, mask } of list) {
          const map = new Grid(height, width, Float32Array.from(scores));
          metrics.add(map, mask.some(Boolean) ? Uint8Array.from(mask) : null);
        }
        const result = metrics.result();
        const scores = list.flatMap((image) => image.scores);
        const labels = list.flatMap((image) => image.mask);
        fc.pre(labels.some(Boolean) && !labels.every(Boolean));
        expect(result.pixelAuroc).toBeCloseTo(auroc(scores, labels), 12);
        expect(result.pixelAveragePrecision).toBeCloseTo(averagePrecision(scores, labels), 12);
        expect(result.aupro30).toBeCloseTo(plainAupro(list, 0.3), 10);
        expect(result.aupro05).toBeCloseTo(plainAupro(list, 0.05), 10);
      }),
    );
  });

  it('equals sorting everything for scores of any magnitude and sign', () => {
    const score = fc.float({ noNaN: true, noDefaultInfinity: true });
    const image = fc.array(fc.tuple(score, fc.boolean()), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(image, (items) => {
        const scores = items.map(([value]) => value);
        const labels = items.map(([, defective], i) =>
          i === 0 ? 0 : i === 1 || defective ? 1 : 0,
        );
        const result = metricsOf(1, items.length, scores, labels);
        expect(result.pixelAuroc).toBeCloseTo(auroc(scores, labels), 12);
        expect(result.pixelAveragePrecision).toBeCloseTo(averagePrecision(scores, labels), 12);
      }),
    );
  });
});

describe('PixelConfusion', () => {
  it('takes the pixels of all images together, and what equals the threshold as nominal', () => {
    const confusion = new PixelConfusion(2);
    confusion.add(new Grid(1, 4, Float32Array.of(3, 2, 3, 0)), Uint8Array.of(1, 1, 0, 0));
    confusion.add(new Grid(1, 1, Float32Array.of(5)), null);
    expect(confusion.result()).toEqual({
      truePositives: 1,
      falsePositives: 2,
      falseNegatives: 1,
      f1: 2 / 5,
    });
  });

  it('has no F1 without a defective pixel, and refuses a mask of another size and NaN', () => {
    const confusion = new PixelConfusion(2);
    confusion.add(new Grid(1, 1, Float32Array.of(5)), null);
    expect(confusion.result().f1).toBeNull();
    expect(() => confusion.add(new Grid(1, 1, Float32Array.of(5)), new Uint8Array(2))).toThrow(
      /needs 1 values, got 2/,
    );
    expect(() => new PixelConfusion(Number.NaN)).toThrow(RangeError);
    const broken = new Grid(1, 2, Float32Array.of(1, Number.NaN));
    expect(() => confusion.add(broken, null)).toThrow(/NaN/);
  });
});
