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
import { refuseNoRate } from '../scoring/Thresholds.ts';
import { examineAll } from './examineAll.ts';
import { framingWith } from './framingWith.ts';
import { type Images, withImages } from '../images/Images.ts';
import { jobOptions } from '../jobOptions.ts';

/** How a model is recalibrated. */
export interface RecalibrateOptions {
  /** Share of good parts that may be rejected; by default that of the detector. */
  readonly falseRejectRate?: number;
  /** Whether a tail model sets the threshold of a rate that the images do not resolve; by default that of the detector. */
  readonly extrapolate?: boolean;
  /** Time of the change, for the log; by default now. */
  readonly at?: Date;
}

const recalibrateOptions: OptionKinds<RecalibrateOptions> = {
  falseRejectRate: 'number',
  extrapolate: 'boolean',
  at: 'date',
};

const costOptions: OptionKinds<DetectionCosts> = { defectShare: 'number', missCost: 'number' };

const MIN_IMAGES = 2;

/**
 * Calibrates a model on good images that it was not fitted from, such as those of another camera or lamp.
 * The memory bank does not change; a threshold that was set by hand is dropped.
 *
 * @param detector is not changed.
 * @param goodImages at least 2, none of them among the training images; of those that show the same, only
 *   the first counts.
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
  const { falseRejectRate = detector.falseRejectRate, at = new Date() } = options;
  // Before the images, which may take minutes.
  refuseNoRate(falseRejectRate);
  const [{ copies, ...examined }, framing] = await withImages(
    goodImages,
    job.signal,
    async (sources) => [
      await examineAll(detector, sources, job),
      await framingWith(detector, sources, job),
    ],
  );
  const count = examined.images.length;
  refuseTooFewToCalibrate(count);
  refuseTrainingImages(model, [...examined.images, ...copies]);
  const { extrapolate = detector.extrapolate } = options;
  return {
    ...model,
    config: { ...model.config, falseRejectRate, extrapolate },
    framing,
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

/** Text on the copies that a count leaves out; empty if there are none. */
export function leftOut(copies: number): string {
  return copies === 0 ? '' : `, ${copies} copies of them left out`;
}

/** @throws NominalError `TOO_FEW_IMAGES`. */
export function refuseTooFewToCalibrate(count: number): void {
  if (count >= MIN_IMAGES) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: 'there are too few good images to calibrate on',
    expected: `at least ${MIN_IMAGES}, and 99 for a rate of 1 %`,
    received: String(count),
    remedy: 'Add images of good parts',
  });
}

/** Refuses training images, which are in the bank and score next to nothing: the threshold would be too low. */
function refuseTrainingImages(model: Model, images: Model['images']): void {
  const known = new Set([...model.images, ...model.copies].map(({ sha256 }) => sha256));
  const seen = images.filter(({ sha256 }) => known.has(sha256));
  if (seen.length === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `${seen.length} of the images to calibrate on are training images: ${seen[0].name}`,
    expected: 'images that the model was not fitted from',
    remedy: 'Leave them out; the model is already calibrated on the images that it was fitted from',
    details: { images: seen.map(({ name }) => name) },
  });
}

/** How a model does on defective examples: a report, which changes no threshold. */
export interface DefectReport {
  readonly images: number;
  /** At the model's own rate. */
  readonly atRate: DetectionPoint;
  /** Over the rate. */
  readonly curve: readonly DetectionPoint[];
}

/** Refuses defective images that are good ones of the model, which would distort the share that is found. */
function refuseGood({ images, copies, calibration }: Model, defective: Model['images']): void {
  const good = new Map(
    [...images, ...copies, ...calibration.images].map(({ name, sha256 }) => [sha256, name]),
  );
  const both = defective.find(({ sha256 }) => good.has(sha256));
  if (both === undefined) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `the defective image ${both.name} is also a good one`,
    expected: 'images of defective parts',
    received: `a copy of ${good.get(both.sha256)}, which the model was fitted from or calibrated on`,
    remedy: 'Leave it out, or remove the good one from the model',
  });
}

/** @throws NominalError `CONFIG_INVALID` for a share or a cost that cannot be. */
function refuseNoCosts({ defectShare, missCost }: DetectionCosts): void {
  const isShare = defectShare >= 0 && defectShare <= 1;
  if (isShare && missCost >= 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `the ${isShare ? 'cost of a missed defect' : 'share of defective parts'} is not valid`,
    expected: isShare ? 'a number that is not negative' : 'a number from 0 to 1',
    received: String(isShare ? missCost : defectShare),
  });
}

/**
 * Measures how many of some defective images a model finds, over the false-reject rate, and what that
 * costs.
 *
 * @throws NominalError `INPUT_EMPTY`, `CONFIG_INVALID` for an image that is a good one of the model,
 *   `CANCELLED`, or the error of an image that cannot be read.
 */
export async function reportDefects(
  detector: Detector,
  model: Model,
  defectiveImages: Images,
  costs: DetectionCosts,
  job: JobOptions = {},
): Promise<DefectReport> {
  checkOptions(costs, costOptions, 'reportDefects');
  refuseNoCosts(costs);
  checkOptions(job, jobOptions, 'reportDefects');
  const { imageScores, images } = await withImages(defectiveImages, job.signal, (sources) =>
    examineAll(detector, sources, job),
  );
  refuseGood(model, images);
  if (imageScores.length === 0) {
    throw new NominalError('INPUT_EMPTY', { what: 'there is no defective image to report on' });
  }
  const calibration = new ScoreCalibration(model.calibration.imageScores);
  const { falseRejectRate, extrapolate } = model.config;
  const [atRate] = detectionCurve(calibration, imageScores, costs, [falseRejectRate], extrapolate);
  return {
    images: imageScores.length,
    atRate,
    curve: detectionCurve(calibration, imageScores, costs, undefined, extrapolate),
  };
}
