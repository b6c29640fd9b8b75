import { describe, expect, it } from 'vitest';
import { Random } from '../../random/index.ts';
import { Grid } from '../../tensor/index.ts';
import { resampleByClass } from '../intervals/resampling.ts';
import { quantile } from '../quantile.ts';
import { PixelMetrics } from './PixelMetrics.ts';

interface Image {
  readonly map: Grid;
  readonly mask: Uint8Array | null;
}

const names = ['pixelAuroc', 'pixelAveragePrecision', 'aupro30', 'aupro05'] as const;

/** Good images and images with one or two regions, in which scores are higher; images differ from each other. */
function images(random: Random, good: number, defective: number, side: number, levels: number) {
  const draw = (masked: boolean): Image => {
    const ease = random.uniform();
    const mask = new Uint8Array(side * side);
    if (masked) {
      mask.fill(1, side, side + 4);
      if (ease > 0.5) mask.fill(1, 3 * side, 3 * side + 5);
    }
    const scores = Float32Array.from(mask, (marked) => {
      const value = random.uniform() + 0.2 * ease + (marked === 1 ? 0.8 * ease : 0);
      return Math.floor(value * levels) / levels;
    });
    return { map: new Grid(side, side, scores), mask: masked ? mask : null };
  };
  return Array.from({ length: good + defective }, (_, i) => draw(i >= good));
}

function metricsOf(list: readonly Image[]): PixelMetrics {
  const metrics = new PixelMetrics({ chunkLength: 100 });
  for (const { map, mask } of list) metrics.add(map, mask);
  return metrics;
}

/** By the definition: the exact metrics of every resample. */
function plainIntervals(list: readonly Image[], resamples: number) {
  const labels = list.map(({ mask }) => mask !== null);
  const draws = resampleByClass(labels, new Random(0));
  const results = Array.from({ length: resamples }, () =>
    metricsOf(Array.from(draws.next().value, (image) => list[image])).result(),
  );
  return names.map((name) => {
    const ascending = results.map((result) => result[name] ?? Number.NaN).sort((a, b) => a - b);
    return [quantile(ascending, 0.025), quantile(ascending, 0.975)];
  });
}

describe('intervals of pixel metrics', () => {
  it('are those of the exact metrics of every resample where scores are few', () => {
    const list = images(new Random(3), 5, 6, 8, 40);
    const found = metricsOf(list).intervals({ resamples: 60 });
    const expected = plainIntervals(list, 60);
    for (const [i, name] of names.entries()) {
      expect(found?.[name]?.[0]).toBeCloseTo(expected[i][0], 12);
      expect(found?.[name]?.[1]).toBeCloseTo(expected[i][1], 12);
    }
  });

  it('differ from them by less than a thousandth where scores are many and are put in bins', () => {
    const list = images(new Random(4), 12, 100, 24, 2 ** 20);
    const found = metricsOf(list).intervals({ resamples: 40 });
    const expected = plainIntervals(list, 40);
    for (const [i, name] of names.entries()) {
      for (const end of [0, 1]) {
        const difference = Math.abs((found?.[name]?.[end] ?? Number.NaN) - expected[i][end]);
        expect(difference, name).toBeLessThan(1e-3);
      }
    }
  });

  it('draw whole images: those of images that are all alike agree, so that there is no interval', () => {
    const [one] = images(new Random(5), 0, 1, 8, 40);
    const found = metricsOf([one, one, one]).intervals({ resamples: 20 });
    for (const name of names) expect(found?.[name]).toBeNull();
  });

  it('are null for perfect maps, whose overlaps sum to 1 except for rounding', () => {
    const random = new Random(8);
    const mask = Uint8Array.from({ length: 64 }, (_, i) => (i < 5 || i > 60 ? 1 : 0));
    const perfect = Array.from({ length: 12 }, (_, i): Image => {
      const masked = i < 5;
      const scores = Float32Array.from(
        mask,
        (marked) => random.uniform() + (masked ? 2 * marked : 0),
      );
      return { map: new Grid(8, 8, scores), mask: masked ? mask : null };
    });
    const metrics = metricsOf(perfect);
    expect(metrics.result()).toMatchObject({ aupro30: 1, aupro05: 1 });
    const found = metrics.intervals({ resamples: 50 });
    for (const name of names) expect(found?.[name], name).toBeNull();
  });

  it('hold the true figure of the population about as often as they say', () => {
    const random = new Random(6);
    const population = metricsOf(images(random, 300, 300, 8, 400)).result().pixelAuroc ?? 0;
    let held = 0;
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      const [low, high] = metricsOf(images(random, 12, 12, 8, 400)).intervals({ resamples: 200 })
        ?.pixelAuroc ?? [1, 0];
      if (low <= population && population <= high) held++;
    }
    // 95 % asked of a bootstrap of a dozen images; single pixels as units would hold far fewer.
    expect(held / rounds).toBeGreaterThan(0.8);
  });

  it('are null without a defective pixel', () => {
    const [one] = images(new Random(5), 1, 0, 8, 40);
    expect(metricsOf([one]).intervals()).toBeNull();
  });
});
