import type { FitOptions } from '../config/index.ts';
import {
  auroc,
  confusionAt,
  detectionRateAt,
  f1Max,
  median,
  PixelMetrics,
} from '../core/metrics/index.ts';
import { type Dataset, readMask, type Sample } from '../datasets/index.ts';
import { NominalError } from '../errors/index.ts';
import type { Detector } from './Detector.ts';
import { fit } from './fit.ts';
import type { FitJob } from './Fitting.ts';
import type { Inspection } from './Inspection.ts';

/** How well a configuration tells the good from the defective images of one category. Shares are 0..1. */
export interface Evaluation {
  readonly dataset: string;
  readonly category: string;
  /** Good images that the model was fitted from. */
  readonly train: number;
  readonly testGood: number;
  readonly testDefective: number;
  readonly imageAuroc: number;
  /** Null where no mask is at hand. */
  readonly pixelAuroc: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.30; null as above. */
  readonly aupro30: number | null;
  /** The best F1 score over all thresholds, in hindsight. */
  readonly f1Max: number;
  /** Share of defective images found where 1 % and 5 % of the good test images are rejected. */
  readonly detectionRateAt1: number;
  readonly detectionRateAt5: number;
  /** Share of good test images rejected, and of defective ones found, at the model's own threshold. */
  readonly falseRejectRate: number;
  readonly detectionRate: number;
  readonly fitSeconds: number;
  /** Median wall time of one image, decoding included, one at a time. */
  readonly msPerImage: number;
  readonly bankRows: number;
}

/** What {@link evaluate} also hands to a caller who wants each image: a report, for one. */
export interface EvaluateJob extends FitJob {
  /** Called for each test image in order. */
  readonly onInspection?: (
    sample: Sample,
    inspection: Inspection,
    detector: Detector,
  ) => void | Promise<void>;
}

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
    return { ...(await measure(dataset, detector, job)), fitSeconds };
  } finally {
    await detector.close();
  }
}

async function measure(
  dataset: Dataset,
  detector: Detector,
  job: EvaluateJob,
): Promise<Omit<Evaluation, 'fitSeconds'>> {
  const samples = [...dataset.testGood, ...dataset.testDefective];
  const withMasks = dataset.testDefective.every(({ mask }) => mask !== null);
  const pixels = withMasks ? new PixelMetrics() : null;
  const inspections: Pick<Inspection, 'imageScore' | 'timing'>[] = [];
  const paths = samples.map(({ path }) => path);
  for await (const inspection of detector.inspectAll(paths, job)) {
    if ('error' in inspection) throw inspection.error;
    const sample = samples[inspections.length];
    const { image, imageScore, timing } = inspection;
    inspections.push({ imageScore, timing });
    if (pixels !== null) {
      const mask =
        sample.mask === null ? null : await readMask(sample.mask, image.height, image.width);
      pixels.add(inspection.anomalyMap(), mask);
    }
    await job.onInspection?.(sample, inspection, detector);
  }
  const scores = inspections.map(({ imageScore }) => imageScore);
  const labels = samples.map(({ label }) => label === 'defective');
  const { pixelAuroc, aupro30 } = pixels?.result() ?? { pixelAuroc: null, aupro30: null };
  const own = confusionAt(scores, labels, detector.threshold);
  return {
    dataset: dataset.name,
    category: dataset.category,
    train: dataset.train.length,
    testGood: dataset.testGood.length,
    testDefective: dataset.testDefective.length,
    imageAuroc: auroc(scores, labels),
    pixelAuroc,
    aupro30,
    f1Max: f1Max(scores, labels).f1,
    detectionRateAt1: detectionRateAt(scores, labels, 0.01),
    detectionRateAt5: detectionRateAt(scores, labels, 0.05),
    falseRejectRate: own.falsePositives / dataset.testGood.length,
    detectionRate: own.truePositives / dataset.testDefective.length,
    msPerImage: median(inspections.map(({ timing }) => timing.totalMs)),
    bankRows: detector.model.bank.rows,
  };
}
