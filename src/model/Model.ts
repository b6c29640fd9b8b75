import type { ActivationRanges } from '../backbone/index.ts';
import type { Framing } from './Framing.ts';
import type { FitConfig } from '../config/index.ts';
import type { PlaceStatistics } from '../core/calibration/index.ts';
import type { Size } from '../core/image/index.ts';
import type { Matrix } from '../core/tensor/index.ts';

/** The backbone that a model was fitted with; inspection needs the same one, bit for bit. */
export interface BackboneReference {
  /** The shipped name or the path that the user gave. */
  readonly name: string;
  /** SHA-256 of the network file, lower-case hex. */
  readonly sha256: string;
}

/**
 * One image that a model was fitted from. A bank that another program selected has no record of images;
 * then the only entry is its file, and the patches of its rows are their indices in that file.
 */
export interface TrainingImage {
  /** Path relative to the folder that contains all images, with forward slashes. */
  readonly name: string;
  /** SHA-256 of size and decoded pixels, lower-case hex, which does not depend on the encoding; for another program's file, of its bytes. */
  readonly sha256: string;
}

/**
 * A training image that was left out because it shows the same as an earlier one: a copy, however encoded,
 * or a near copy such as a frame of the same burst.
 */
export interface CopiedImage extends TrainingImage {
  /** `sha256` of the training image that it copies. */
  readonly of: string;
}

/** Scores of good images by memory banks that do not contain them. */
export interface Calibration {
  /**
   * How the scores were measured: by the bank of all other images, by the model's bank on images that it was
   * not fitted from, or by the bank of the other folds, as in files of earlier builds and from one image.
   */
  readonly method: 'folds' | 'leave-one-out' | 'held-out';
  /** The images that were scored, in the order of the scores. */
  readonly images: readonly TrainingImage[];
  /** Raw image scores. */
  readonly imageScores: Float32Array;
  /** For each image the raw scores of the zones that are judged separately: n × zones, row-major; null if there are none. */
  readonly zoneScores: Float32Array | null;
  /** For each image the upper values of its anomaly map, see `mapTail`: n × `MAP_TAIL_LEVELS`, row-major. */
  readonly mapTails: Float32Array;
  /**
   * For each image where its score comes from: the box around the highest patches in pixels of the image,
   * and the size of the image, n × (y, x, height, width, image's height, image's width), row-major. Null in
   * files of earlier builds and after a fit in shards.
   */
  readonly peaks: Float32Array | null;
}

/** One change of a model after its fit. */
export interface ModelChange {
  readonly kind: 'import' | 'update' | 'calibration' | 'threshold';
  /** Time of the change, ISO 8601, UTC. */
  readonly at: string;
  /** Checksum of the file that was changed; null if the model was not in a file. */
  readonly parent: string | null;
  /** One sentence about the change. */
  readonly summary: string;
  /** Images that were added to the bank. */
  readonly added: readonly string[];
  /** Images whose rows were removed. */
  readonly removed: readonly string[];
}

/** Everything that is learned: data only, no code. */
export interface Model {
  /** The complete configuration, with the taps that were used. */
  readonly config: FitConfig & { readonly taps: readonly string[] };
  readonly backbone: BackboneReference;
  /** Ranges of the network's activations on good images if it is computed in 8 bits; otherwise null. */
  readonly activationRanges: ActivationRanges | null;
  readonly framing: Framing;
  /** The memory bank, M×D, in the order of selection: its first rows are a smaller coreset. */
  readonly bank: Matrix;
  /** For each bank row the training image (an index into `images`) that it came from. */
  readonly rowImages: Uint32Array;
  /** For each bank row the cell of that image's patch grid (row-major) that it came from. */
  readonly rowPatches: Uint32Array;
  /**
   * The patch grid of all training images if bank rows match only near their own place
   * (`positionRadius`); otherwise null.
   */
  readonly grid: Size | null;
  readonly images: readonly TrainingImage[];
  /** Images that were left out as copies of `images`. */
  readonly copies: readonly CopiedImage[];
  readonly calibration: Calibration;
  /** A raw threshold that was set by hand instead of following from the false-reject rate; otherwise null. */
  readonly threshold: number | null;
  /** Changes after the fit, oldest first. */
  readonly changes: readonly ModelChange[];
  /** What good images score at each place; null where scores are not standardized by place. */
  readonly places: PlaceStatistics | null;
  /**
   * Largest distance of a training patch to the bank, in the projected space of the selection; null for
   * a bank that another program selected.
   */
  readonly coveringRadius: number | null;
}
