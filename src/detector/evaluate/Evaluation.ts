import type { FitConfig } from '../../config/index.ts';
import type {
  OverlapPoint,
  PixelIntervals,
  ScoreSummary,
  SummaryIntervals,
} from '../../core/metrics/index.ts';

/** One test image of an evaluation. */
export interface EvaluatedImage {
  /** Path below the folder that holds all test images, with forward slashes. */
  readonly name: string;
  readonly defective: boolean;
  /** Null for a good image, or if the data set does not distinguish types. */
  readonly defectType: string | null;
  /** Higher = more anomalous. */
  readonly imageScore: number;
}

/** The figures of one type of defect: its images against all good ones. */
export interface DefectTypeFigures {
  readonly type: string;
  readonly images: number;
  readonly imageAuroc: number;
  /** Share of its images found at the model's own threshold. */
  readonly detectionRate: number;
  /** F1 of the pixels of its images alone, at the model's own pixel threshold; null without masks. */
  readonly segF1: number | null;
}

/** How a requested false-reject rate compares with the rate on the good test images. */
export interface RealizedFalseRejects {
  readonly wished: number;
  readonly realized: number;
  /** Whether the training images are too few for the rate, so that the threshold holds a higher one. */
  readonly unresolved: boolean;
}

/** How well a configuration separates the good from the defective images of one category. Shares are 0..1. */
export interface Evaluation extends ScoreSummary {
  readonly dataset: string;
  readonly category: string;
  /** Good images that the model was fitted from. */
  readonly train: number;
  readonly testGood: number;
  readonly testDefective: number;
  /** Null if a defective image has no mask, as are the following four. */
  readonly pixelAuroc: number | null;
  readonly pixelAveragePrecision: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.30. */
  readonly aupro30: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.05. */
  readonly aupro05: number | null;
  /** F1 of all pixels at the model's own pixel threshold. */
  readonly segF1: number | null;
  /** 95 % intervals over the choice of the test images. */
  readonly intervals: SummaryIntervals & PixelIntervals;
  /** By type, in the order in which they occur; empty if the data set does not distinguish types. */
  readonly defectTypes: readonly DefectTypeFigures[];
  readonly falseRejects: readonly RealizedFalseRejects[];
  /** The per-region overlap curve, for drawing; null as above. */
  readonly overlapCurve: readonly OverlapPoint[] | null;
  /** The model's own thresholds: set on training images alone. */
  readonly threshold: number;
  readonly pixelThreshold: number;
  /** The rate that the threshold holds: a higher one than desired where the training images are too few. */
  readonly heldRate: number;
  readonly thresholdExtrapolated: boolean;
  readonly fitSeconds: number;
  /** Median wall time of one image, decoding included, one at a time. */
  readonly msPerImage: number;
  /** Peak memory of the process so far, in 10^6 bytes. */
  readonly peakMegabytes: number;
  readonly bankRows: number;
  /** Complete configuration, with the taps that were used. */
  readonly config: FitConfig;
  readonly backboneSha256: string;
  /** Every test image, good ones first. */
  readonly images: readonly EvaluatedImage[];
  /**
   * Names of the defective images whose mask marks nothing: all of their pixels count as good. Empty if
   * pixels are not measured.
   */
  readonly emptyMasks: readonly string[];
  /** Names of the good test images that are copies of training images: their figures are too good. */
  readonly trainedOn: readonly string[];
}
