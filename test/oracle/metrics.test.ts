import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  averagePrecision,
  bestAccuracies,
  confusionAt,
  f1Max,
  PixelConfusion,
  PixelMetrics,
  precisionRecallCurve,
  rocCurve,
} from '../../src/core/metrics/index.ts';
import { connectedComponents } from '../../src/core/regions/index.ts';
import { Grid } from '../../src/core/tensor/index.ts';
import { readNpy } from './readNpy.ts';
import { sharedPath } from './sharedFolder.ts';

function pixelMetricsOf(shape: readonly number[], maps: Float32Array, masks: Uint8Array) {
  const [images, height, width] = shape;
  const metrics = new PixelMetrics({ chunkLength: 1000 });
  for (let i = 0; i < images; i++) {
    const [start, end] = [i * height * width, (i + 1) * height * width];
    metrics.add(new Grid(height, width, maps.slice(start, end)), masks.slice(start, end));
  }
  return metrics.result();
}

interface Expected {
  readonly image_scores: number[];
  readonly image_labels: number[];
  readonly image_auroc: number;
  readonly pixel_auroc: number;
  readonly 'aupro_0.30': number;
  readonly 'aupro_0.05': number;
}

const folder = sharedPath('oracle/metrics/');

describe.skipIf(!existsSync(folder))(
  'metrics against the original implementation (skipped without ../shared)',
  () => {
    const read = () => JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as Expected;

    it('the image AUROC is the same', () => {
      const expected = read();
      const value = auroc(expected.image_scores, expected.image_labels);
      expect(value).toBeCloseTo(expected.image_auroc, 12);
    });

    it('pixel AUROC and AUPRO are the same', () => {
      const expected = read();
      const maps = readNpy(`${folder}anomaly_maps.npy`);
      const masks = readNpy(`${folder}masks.npy`);
      const result = pixelMetricsOf(
        maps.shape,
        Float32Array.from(maps.data as Float32Array),
        Uint8Array.from(masks.data as Uint8Array),
      );
      expect(result.pixelAuroc).toBeCloseTo(expected.pixel_auroc, 12);
      expect(result.aupro30).toBeCloseTo(expected['aupro_0.30'], 12);
      expect(result.aupro05).toBeCloseTo(expected['aupro_0.05'], 12);
    });
  },
);

interface Fixture {
  readonly image: readonly {
    readonly scores: number[];
    readonly labels: number[];
    readonly auroc: number;
    readonly averagePrecision: number;
    readonly f1Max: number;
    readonly best: { readonly accuracy: number; readonly balancedAccuracy: number };
    readonly roc: readonly (readonly [number, number])[];
    readonly precisionRecall: readonly (readonly [number, number])[];
    readonly threshold: number;
    readonly confusion: Readonly<Record<string, number>>;
  }[];
  readonly pixel: readonly {
    readonly shape: number[];
    readonly threshold: number;
    readonly segF1: number;
    readonly maps: number[];
    readonly masks: number[];
    readonly pixelAuroc: number;
    readonly pixelAveragePrecision: number;
    readonly aupro30: number;
    readonly aupro05: number;
    readonly regionsCount: number;
  }[];
  readonly labels: readonly {
    readonly height: number;
    readonly width: number;
    readonly mask: number[];
    readonly labels4: number[];
    readonly labels8: number[];
  }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('metrics-sklearn.json', import.meta.url), 'utf8'),
) as Fixture;

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i], 10);
}

describe('metrics against scikit-learn and scikit-image', () => {
  it.each(fixture.image)('image metrics of $scores.length tied items are the same', (one) => {
    expect(auroc(one.scores, one.labels)).toBeCloseTo(one.auroc, 10);
    expect(averagePrecision(one.scores, one.labels)).toBeCloseTo(one.averagePrecision, 10);
    expect(f1Max(one.scores, one.labels).f1).toBeCloseTo(one.f1Max, 10);
    const confusion = confusionAt(one.scores, one.labels, one.threshold);
    const best = bestAccuracies(one.scores, one.labels);
    expect(best.accuracy).toBeCloseTo(one.best.accuracy, 10);
    expect(best.balancedAccuracy).toBeCloseTo(one.best.balancedAccuracy, 10);
    const names = Object.keys(one.confusion) as (keyof typeof confusion)[];
    expectClose(
      names.map((name) => confusion[name]),
      Object.values(one.confusion),
    );
  });

  it.each(fixture.image)('the curves of $scores.length tied items are the same', (one) => {
    const roc = rocCurve(one.scores, one.labels);
    expectClose(
      roc.flatMap((point) => [point.falsePositiveRate, point.truePositiveRate]),
      one.roc.flat(),
    );
    const precisionRecall = precisionRecallCurve(one.scores, one.labels);
    expectClose(
      precisionRecall.flatMap((point) => [point.precision, point.recall]),
      one.precisionRecall.flat(),
    );
  });

  it.each(fixture.pixel)('pixel metrics of $shape maps are the same', (one) => {
    const maps = Float32Array.from(one.maps);
    const result = pixelMetricsOf(one.shape, maps, Uint8Array.from(one.masks));
    expect(result.pixelAuroc).toBeCloseTo(one.pixelAuroc, 10);
    expect(result.pixelAveragePrecision).toBeCloseTo(one.pixelAveragePrecision, 10);
    expect(result.aupro30).toBeCloseTo(one.aupro30, 10);
    expect(result.aupro05).toBeCloseTo(one.aupro05, 10);
    expect(result.regionsCount).toBe(one.regionsCount);
  });

  it.each(fixture.pixel)('SegF1 of $shape maps is the same', ({ shape, ...one }) => {
    const [images, height, width] = shape;
    const confusion = new PixelConfusion(one.threshold);
    for (let i = 0; i < images; i++) {
      const [start, end] = [i * height * width, (i + 1) * height * width];
      const map = new Grid(height, width, Float32Array.from(one.maps.slice(start, end)));
      confusion.add(map, Uint8Array.from(one.masks.slice(start, end)));
    }
    expect(confusion.result().f1).toBeCloseTo(one.segF1, 10);
  });

  it.each(fixture.labels)('labels of a $height x $width mask are the same', (one) => {
    const mask = Uint8Array.from(one.mask);
    for (const [connectivity, expected] of [
      [4, one.labels4],
      [8, one.labels8],
    ] as const) {
      const { labels } = connectedComponents(mask, one.height, one.width, connectivity);
      expect([...labels]).toEqual(expected);
    }
  });
});
