import { checkOptions, type FitOptions, type OptionKinds } from '../../config/index.ts';
import {
  auroc,
  confusionAt,
  median,
  summarizeScores,
  summaryIntervals,
} from '../../core/metrics/index.ts';
import { rejectThreshold } from '../../core/calibration/index.ts';
import { checkTests, type Dataset, imagesTrainedOn, requireTests } from '../../datasets/index.ts';
import type { Detector } from '../inspect/Detector.ts';
import type {
  DefectTypeFigures,
  EvaluatedImage,
  Evaluation,
  RealizedFalseRejects,
} from './Evaluation.ts';
import { fit } from '../fit/fit.ts';
import { type FitJob, fitJobOptions } from '../fit/FitJob.ts';
import { jobOf } from '../jobOptions.ts';
import { type MeasuredTests, measureTests, type TestsJob } from './measureTests.ts';

/** How an evaluation is run and monitored. */
export type EvaluateJob = FitJob & TestsJob;

const evaluateOptions: OptionKinds<EvaluateJob> = { ...fitJobOptions, onInspection: 'function' };

/** False-reject rates that are compared with the measured ones. */
const WISHED_RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/**
 * Fits on the training images of a data set, inspects its test images, and measures.
 *
 * Pixel metrics are exact, at the resolution of the masks; they take 4 bytes per good pixel and 8
 * per defective one (see `PixelMetrics`), and no map is kept.
 *
 * @throws NominalError `TOO_FEW_IMAGES` (to test with), as {@link fit} does, before the fit `DATASET_LAYOUT` for a
 *   mask of another size than its image or of two meanings, or for one image that is good and defective, and the
 *   error of a test image that cannot be read.
 *
 * @example
 * ```ts
 * import { evaluate, openDataset } from 'nominal-vision';
 *
 * const [cap] = await openDataset('cap');
 * const { imageAuroc, pixelAuroc, falseRejectRate } = await evaluate(cap, { resize: 96 });
 * console.log(imageAuroc, pixelAuroc, falseRejectRate);
 * ```
 */
export async function evaluate(
  dataset: Dataset,
  options: FitOptions = {},
  job: EvaluateJob = {},
): Promise<Evaluation> {
  checkOptions(job, evaluateOptions, 'evaluate');
  requireTests(dataset);
  const { onInspection, ...fitJob } = job;
  const trainedOn = new Set(await imagesTrainedOn(dataset, job.signal));
  await checkTests([dataset], jobOf(job));
  const start = performance.now();
  const detector = await fit(
    dataset.train.map(({ path }) => path),
    options,
    fitJob,
  );
  try {
    // Without the cache, the time that it saved would have been spent, too.
    const fitSeconds = (performance.now() - start + (job.cache?.savedMs ?? 0)) / 1000;
    const measured = await measureTests(dataset, detector, {
      ...jobOf(job),
      ...(onInspection === undefined ? {} : { onInspection }),
    });
    const copied = dataset.testGood.map(({ path }) => trainedOn.has(path));
    return {
      ...evaluationOf(dataset, detector, measured, fitSeconds),
      trainedOn: measured.images.flatMap(({ name }, i) => (copied[i] ? [name] : [])),
    };
  } finally {
    await detector.close();
  }
}

function evaluationOf(
  dataset: Dataset,
  detector: Detector,
  measured: MeasuredTests,
  fitSeconds: number,
): Omit<Evaluation, 'trainedOn'> {
  const { images, times, pixels, confusion } = measured;
  const scores = images.map(({ imageScore }) => imageScore);
  const labels = images.map(({ defective }) => defective);
  const { model } = detector;
  const { threshold, pixelThreshold, heldRate, thresholdExtrapolated } = detector.summary;
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
    intervals: {
      ...summaryIntervals(scores, labels, threshold),
      ...(pixels?.intervals() ?? noPixels),
    },
    defectTypes: figuresByType(measured, threshold),
    falseRejects: realizedFalseRejects(detector, images),
    overlapCurve: pixels?.overlapCurve() ?? null,
    threshold,
    pixelThreshold,
    heldRate,
    thresholdExtrapolated,
    fitSeconds,
    msPerImage: median(times),
    peakMegabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    bankRows: model.bank.rows,
    config: model.config,
    backboneSha256: model.backbone.sha256,
    images,
    emptyMasks: measured.emptyMasks,
  };
}

const noPixels = { pixelAuroc: null, pixelAveragePrecision: null, aupro30: null, aupro05: null };

function figuresByType(
  { images, confusions }: MeasuredTests,
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
    const { threshold, heldRate } = rejectThreshold(ascending, wished);
    const labels = good.map(() => false);
    const realized = 1 - confusionAt(good, labels, threshold).accuracy;
    return { wished, realized, unresolved: heldRate > wished };
  });
}
