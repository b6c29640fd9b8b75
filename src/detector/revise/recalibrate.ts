import {
  type DetectionCosts,
  detectionCurve,
  type DetectionPoint,
  ScoreCalibration,
} from '../../core/calibration/index.ts';
import { checkOptions, type OptionKinds } from '../../config/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Detector } from '../inspect/Detector.ts';
import { examineAll } from './examineAll.ts';
import { type Images, withImages } from '../images/Images.ts';
import { jobOptions } from '../jobOptions.ts';

/** How a model is recalibrated. */
export interface RecalibrateOptions {
  /** Share of good parts that may be rejected; by default the detector's. */
  readonly falseRejectRate?: number;
  /** When the change is made, for the log; by default now. */
  readonly at?: Date;
}

const recalibrateOptions: OptionKinds<RecalibrateOptions> = {
  falseRejectRate: 'number',
  at: 'date',
};

const costOptions: OptionKinds<DetectionCosts> = { defectShare: 'number', missCost: 'number' };

const MIN_IMAGES = 2;

/**
 * Calibrates a model on good images that it was not fitted from, such as those of another camera or
 * another lamp. The memory bank stays as it is; a threshold that was set by hand gives way.
 *
 * @param detector stays as it is.
 * @param goodImages at least 2, none of them among the training images; of those that show the same, the
 *   first counts.
 * @returns the recalibrated model.
 * @throws NominalError `TOO_FEW_IMAGES`, `CONFIG_INVALID` if an image was fitted from, `CANCELLED`, or
 *   the error of an image that cannot be read.
 */
export async function recalibrate(
  detector: Detector,
  goodImages: Images,
  options: RecalibrateOptions = {},
  job: JobOptions = {},
): Promise<Model> {
  checkOptions(options, recalibrateOptions, 'recalibrate');
  checkOptions(job, jobOptions, 'recalibrate');
  const { model } = detector;
  const { copies, ...examined } = await withImages(goodImages, job.signal, (sources) =>
    examineAll(detector, sources, job),
  );
  const count = examined.images.length;
  refuseTooFewToCalibrate(count);
  refuseTrainingImages(model, [...examined.images, ...copies]);
  const { falseRejectRate = detector.falseRejectRate, at = new Date() } = options;
  return {
    ...model,
    config: { ...model.config, falseRejectRate },
    calibration: { method: 'held-out', ...examined },
    threshold: null,
    changes: [
      ...model.changes,
      {
        kind: 'calibration',
        at: at.toISOString(),
        parent: detector.checksum,
        summary: `calibrated on ${count} held-out images${leftOut(copies.length)}`,
        added: [],
        removed: [],
      },
    ],
  };
}

/** So that a count says what it is of; nothing where there are no copies. */
export function leftOut(copies: number): string {
  return copies === 0 ? '' : `, ${copies} copies of them left out`;
}

/** @throws NominalError `TOO_FEW_IMAGES`. */
export function refuseTooFewToCalibrate(count: number): void {
  if (count >= MIN_IMAGES) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: 'there are too few good images to calibrate on',
    expected: `at least ${MIN_IMAGES}, and for a rate of 1 % 99 of them`,
    received: String(count),
    remedy: 'Add images of good parts',
  });
}

/** A training image lies in the bank and scores next to nothing: the threshold would come out too low. */
function refuseTrainingImages(model: Model, images: Model['images']): void {
  const known = new Set([...model.images, ...model.copies].map(({ sha256 }) => sha256));
  const seen = images.filter(({ sha256 }) => known.has(sha256));
  if (seen.length === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `${seen.length} of the images to calibrate on are training images: ${seen[0].name}`,
    expected: 'images that the model was not fitted from',
    remedy: 'Leave them out; what the model was fitted from has calibrated it already',
    details: { images: seen.map(({ name }) => name) },
  });
}

/** What defective examples say of a model: a report, which moves no threshold. */
export interface DefectReport {
  readonly images: number;
  /** At the model's own rate. */
  readonly atRate: DetectionPoint;
  /** Over the rate. */
  readonly curve: readonly DetectionPoint[];
}

/** What is good cannot be defective: the share that is found would be one of good parts. */
function refuseGood({ images, copies, calibration }: Model, defective: Model['images']): void {
  const good = new Map(
    [...images, ...copies, ...calibration.images].map(({ name, sha256 }) => [sha256, name]),
  );
  const both = defective.find(({ sha256 }) => good.has(sha256));
  if (both === undefined) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `the defective image ${both.name} is a good one, too`,
    expected: 'images of defective parts',
    received: `a copy of ${good.get(both.sha256)}, which was learned from or calibrated on`,
    remedy: 'Leave it out, or take the good one out of the model',
  });
}

/**
 * Measures how many of some defective images a model finds, over the false-reject rate, and what that
 * costs.
 *
 * @throws NominalError `INPUT_EMPTY`, `CONFIG_INVALID` for an image that is a good one of the model, `CANCELLED`, or the error of an image that cannot be read.
 */
export async function reportDefects(
  detector: Detector,
  model: Model,
  defectiveImages: Images,
  costs: DetectionCosts,
  job: JobOptions = {},
): Promise<DefectReport> {
  checkOptions(costs, costOptions, 'reportDefects');
  checkOptions(job, jobOptions, 'reportDefects');
  const { imageScores, images } = await withImages(defectiveImages, job.signal, (sources) =>
    examineAll(detector, sources, job),
  );
  refuseGood(model, images);
  if (imageScores.length === 0) {
    throw new NominalError('INPUT_EMPTY', { what: 'there is no defective image to report on' });
  }
  const calibration = new ScoreCalibration(model.calibration.imageScores);
  const { falseRejectRate } = model.config;
  const [atRate] = detectionCurve(calibration, imageScores, costs, [falseRejectRate]);
  return {
    images: imageScores.length,
    atRate,
    curve: detectionCurve(calibration, imageScores, costs),
  };
}
