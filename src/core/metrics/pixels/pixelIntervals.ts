import { Random } from '../../random/index.ts';
import type { BootstrapOptions } from '../intervals/bootstrapIntervals.ts';
import { type Interval, percentileInterval } from '../intervals/percentileInterval.ts';
import { resampleByClass } from '../intervals/resampling.ts';
import { aurocOfGroups } from '../ranking/auroc.ts';
import { averagePrecisionOfGroups } from '../ranking/averagePrecision.ts';
import { auproOfGroups } from './overlap.ts';
import type { PixelHistogram } from './pixelHistograms.ts';

/** The pixel figures that have intervals. */
const figures = ['pixelAuroc', 'pixelAveragePrecision', 'aupro30', 'aupro05'] as const;

/**
 * Intervals of pixel figures over the choice of the test images; null for a figure that is not defined or is equal in all resamples.
 *
 * @useDeclaredType
 */
export type PixelIntervals = Readonly<Record<(typeof figures)[number], Interval | null>>;

/**
 * Percentile bootstrap intervals of the pixel metrics. Whole images are drawn, good ones and ones with a
 * mask separately, because the pixels of one image are far from independent.
 *
 * Cost: images × bins for each resample.
 *
 * @param histograms one per image, all with the same bins.
 */
export function pixelIntervals(
  histograms: readonly PixelHistogram[],
  { resamples = 1000, seed = 0, level = 0.95 }: BootstrapOptions = {},
): PixelIntervals {
  const values = new Map(figures.map((figure) => [figure, [] as number[]]));
  const labels = histograms.map(({ masked }) => masked);
  const draws = resampleByClass(labels, new Random(seed));
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = figuresOf(histograms, timesDrawn(draws.next().value));
    if (drawn === null) continue;
    for (const figure of figures) values.get(figure)?.push(drawn[figure]);
  }
  const intervalOf = (drawn: number[]) =>
    drawn.length === 0 ? null : percentileInterval(Float64Array.from(drawn), level);
  return {
    pixelAuroc: intervalOf(values.get('pixelAuroc') ?? []),
    pixelAveragePrecision: intervalOf(values.get('pixelAveragePrecision') ?? []),
    aupro30: intervalOf(values.get('aupro30') ?? []),
    aupro05: intervalOf(values.get('aupro05') ?? []),
  };
}

function timesDrawn(drawn: Uint32Array): Uint32Array {
  const times = new Uint32Array(drawn.length);
  for (const image of drawn) times[image]++;
  return times;
}

/** Null if no good or no defective pixel was drawn. */
function figuresOf(
  histograms: readonly PixelHistogram[],
  times: Uint32Array,
): Record<(typeof figures)[number], number> | null {
  const bins = histograms[0].good.length;
  const good = new Uint32Array(bins);
  const defective = new Uint32Array(bins);
  const overlapGain = new Float64Array(bins);
  let regions = 0;
  for (const [image, own] of histograms.entries()) {
    const count = times[image];
    if (count === 0) continue;
    for (let bin = 0; bin < bins; bin++) good[bin] += count * own.good[bin];
    if (own.regions === 0) continue;
    regions += count * own.regions;
    for (let bin = 0; bin < bins; bin++) {
      defective[bin] += count * own.defective[bin];
      overlapGain[bin] += count * own.overlap[bin];
    }
  }
  const goodTotal = sum(good);
  if (regions === 0 || goodTotal === 0) return null;
  const groups = { good, defective, goodTotal, defectiveTotal: sum(defective) };
  const gain = overlapGain.map((overlap) => overlap / regions);
  return {
    pixelAuroc: aurocOfGroups(groups),
    pixelAveragePrecision: averagePrecisionOfGroups(groups),
    aupro30: auproOfGroups(groups, gain, 0.3),
    aupro05: auproOfGroups(groups, gain, 0.05),
  };
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
