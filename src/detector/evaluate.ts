import type { FitOptions } from '../config/index.ts';
import {
  auroc,
  confusionAt,
  median,
  PixelConfusion,
  PixelMetrics,
  summarizeScores,
  summaryIntervals,
} from '../core/metrics/index.ts';
import { rejectThreshold } from '../core/calibration/index.ts';
import { type Dataset, readMask, type Sample } from '../datasets/index.ts';
import { NominalError } from '../errors/index.ts';
import { relativeNames } from '../files/index.ts';
import type { Detector } from './Detector.ts';
import type {
  DefectTypeFigures,
  EvaluatedImage,
  Evaluation,
  RealizedFalseRejects,
} from './Evaluation.ts';
import { fit } from './fit.ts';
import type { FitJob } from './Fitting.ts';
import type { Inspection } from './Inspection.ts';

/** What {@link evaluate} also hands to a caller who wants each image: a report, for one. */
export interface EvaluateJob extends FitJob {
  /** Called for each test image in order. */
  readonly onInspection?: (
    sample: Sample,
    inspection: Inspection,
    detector: Detector,
  ) => void | Promise<void>;
}

/** Rates of false rejects that are compared with what they become. */
const WISHED_RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/**
 * Fits on the training images of a data set, inspects its test images, and measures.
 *
 * Pixel metrics are exact, at the resolution of the masks; they take 4 bytes per good pixel and 8
 * per defective one (see {@link PixelMetrics}), and no map is kept.
 *
 * @throws NominalError as {@link fit} does, `DATASET_LAYOUT` for a mask of another size than its
 *   image, and the error of a test image that cannot be read.
 */
export async function evaluate(
  dataset: Dataset,
  options: FitOptions = {},
  job: EvaluateJob = {},
): Promise<Evaluation> {
  if (dataset.testGood.length === 0 || dataset.testDefective.length === 0) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: `${dataset.name}/${dataset.category} cannot be evaluated`,
      expected: 'good and defective test images',
      received: `${dataset.testGood.length} good and ${dataset.testDefective.length} defective ones`,
    });
  }
  const start = performance.now();
  const detector = await fit(
    dataset.train.map(({ path }) => path),
    options,
    job,
  );
  try {
    const fitSeconds = (performance.now() - start) / 1000;
    const measured = await measure(dataset, detector, job);
    return evaluationOf(dataset, detector, measured, fitSeconds);
  } finally {
    await detector.close();
  }
}

/** What the inspection of all test images leaves. */
interface Measured {
  readonly images: readonly EvaluatedImage[];
  /** Milliseconds that each took. */
  readonly times: readonly number[];
  readonly pixels: PixelMetrics | null;
  readonly confusion: PixelConfusion | null;
  readonly confusions: ReadonlyMap<string, PixelConfusion>;
}

async function measure(dataset: Dataset, detector: Detector, job: EvaluateJob): Promise<Measured> {
  const samples = [...dataset.testGood, ...dataset.testDefective];
  const withMasks = dataset.testDefective.every(({ mask }) => mask !== null);
  const pixels = withMasks ? new PixelMetrics() : null;
  const confusion = withMasks ? new PixelConfusion(detector.pixelThreshold) : null;
  const confusions = new Map<string, PixelConfusion>();
  const scores: number[] = [];
  const times: number[] = [];
  const paths = samples.map(({ path }) => path);
  for await (const inspection of detector.inspectAll(paths, job)) {
    if ('error' in inspection) throw inspection.error;
    const sample = samples[scores.length];
    const { image, imageScore, timing } = inspection;
    scores.push(imageScore);
    times.push(timing.totalMs);
    if (pixels !== null) {
      const { mask: source, defectType } = sample;
      const mask = source === null ? null : await readMask(source, image.height, image.width);
      const map = inspection.anomalyMap();
      pixels.add(map, mask);
      confusion?.add(map, mask);
      if (defectType !== null) {
        const own = confusions.get(defectType) ?? new PixelConfusion(detector.pixelThreshold);
        confusions.set(defectType, own);
        own.add(map, mask);
      }
    }
    await job.onInspection?.(sample, inspection, detector);
  }
  const names = relativeNames(paths);
  const images = samples.map(({ label, defectType }, i) => ({
    name: names[i],
    defective: label === 'defective',
    defectType,
    imageScore: scores[i],
  }));
  return { images, times, pixels, confusion, confusions };
}

function evaluationOf(
  dataset: Dataset,
  detector: Detector,
  measured: Measured,
  fitSeconds: number,
): Evaluation {
  const { images, times, pixels, confusion } = measured;
  const scores = images.map(({ imageScore }) => imageScore);
  const labels = images.map(({ defective }) => defective);
  const { threshold, pixelThreshold, thresholdExtrapolated, model } = detector;
  const { pixelAuroc, pixelAveragePrecision, aupro30, aupro05 } = pixels?.result() ?? noPixels;
  return {
    dataset: dataset.name,
    category: dataset.category,
    train: dataset.train.length,
    testGood: dataset.testGood.length,
    testDefective: dataset.testDefective.length,
    ...summarizeScores(scores, labels, threshold),
    pixelAuroc,
    pixelAveragePrecision,
    aupro30,
    aupro05,
    segF1: confusion?.result().f1 ?? null,
    intervals: summaryIntervals(scores, labels, threshold),
    defectTypes: figuresByType(measured, threshold),
    falseRejects: realizedFalseRejects(detector, images),
    overlapCurve: pixels?.overlapCurve() ?? null,
    threshold,
    pixelThreshold,
    thresholdExtrapolated,
    fitSeconds,
    msPerImage: median(times),
    peakMegabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    bankRows: model.bank.rows,
    config: model.config,
    backboneSha256: model.backbone.sha256,
    images,
  };
}

const noPixels = { pixelAuroc: null, pixelAveragePrecision: null, aupro30: null, aupro05: null };

function figuresByType(
  { images, confusions }: Measured,
  threshold: number,
): readonly DefectTypeFigures[] {
  const good = images.filter(({ defective }) => !defective);
  const types = new Set(images.flatMap(({ defectType }) => defectType ?? []));
  return [...types].map((type) => {
    const own = images.filter(({ defectType }) => defectType === type);
    const judged = [...good, ...own];
    const scoresOf = (some: readonly EvaluatedImage[]) => some.map(({ imageScore }) => imageScore);
    const ownLabels = own.map(() => true);
    return {
      type,
      images: own.length,
      imageAuroc: auroc(
        scoresOf(judged),
        judged.map(({ defective }) => defective),
      ),
      detectionRate: confusionAt(scoresOf(own), ownLabels, threshold).accuracy,
      segF1: confusions.get(type)?.result().f1 ?? null,
    };
  });
}

function realizedFalseRejects(
  { model }: Detector,
  images: readonly EvaluatedImage[],
): readonly RealizedFalseRejects[] {
  const ascending = model.calibration.imageScores.slice().sort();
  const good = images.filter(({ defective }) => !defective).map(({ imageScore }) => imageScore);
  return WISHED_RATES.map((wished) => {
    const { threshold, extrapolated } = rejectThreshold(ascending, wished);
    const labels = good.map(() => false);
    return { wished, realized: 1 - confusionAt(good, labels, threshold).accuracy, extrapolated };
  });
}
