import type { ActivationRanges } from '../backbone/index.ts';
import type { Framing } from './Framing.ts';
import type { FitConfig } from '../config/index.ts';
import type { PlaceStatistics } from '../core/calibration/index.ts';
import type { Size } from '../core/image/index.ts';
import type { Matrix } from '../core/tensor/index.ts';

/** Which backbone a model was fitted with; it must be the same one, bit for bit, when it inspects. */
export interface BackboneReference {
  /** The shipped name or the path that the user gave. */
  readonly name: string;
  /** SHA-256 of the network file, lower-case hex. */
  readonly sha256: string;
}

/**
 * One image that a model was fitted from. A bank that another program selected says nothing of images;
 * there, the one entry is its file, and the patches of its rows are their places in it.
 */
export interface TrainingImage {
  /** Its path relative to the folder that holds all of them, with forward slashes. */
  readonly name: string;
  /** SHA-256 of its size and decoded pixels (of another program's file: of its bytes), lower-case hex: the same however it was encoded. */
  readonly sha256: string;
}

/**
 * An image that was given to learn from and shows the very same as one before it: a copy of it, however
 * encoded, or a near copy such as a frame of the same burst. It was left out.
 */
export interface CopiedImage extends TrainingImage {
  /** `sha256` of the training image that it is a copy of. */
  readonly of: string;
}

/** Scores of good images that their memory bank had not seen. */
export interface Calibration {
  /**
   * How the scores came about: each by the bank of the other folds, by the bank without the image's
   * own rows, or by the model's bank from images that were not fitted from.
   */
  readonly method: 'folds' | 'leave-one-out' | 'held-out';
  /** The images that were scored, in the order of the scores. */
  readonly images: readonly TrainingImage[];
  /** Raw image scores. */
  readonly imageScores: Float32Array;
  /** For each image the raw scores of the zones that are judged by themselves: n × zones, row-major; null without such. */
  readonly zoneScores: Float32Array | null;
  /** For each image the upper values of its anomaly map, see `mapTail`: n × `MAP_TAIL_LEVELS`, row-major. */
  readonly mapTails: Float32Array;
}

/** One change of a model after its fit. */
export interface ModelChange {
  readonly kind: 'import' | 'update' | 'calibration' | 'threshold';
  /** When it was made, ISO 8601, UTC. */
  readonly at: string;
  /** Checksum of the file that was changed, to find it again; null if it was not in a file. */
  readonly parent: string | null;
  /** One sentence that says what was changed. */
  readonly summary: string;
  /** Images that the bank was extended with. */
  readonly added: readonly string[];
  /** Images whose rows were taken out. */
  readonly removed: readonly string[];
}

/** Everything that is learned: data only, no code. */
export interface Model {
  /** The complete configuration, with the taps that were used. */
  readonly config: FitConfig & { readonly taps: readonly string[] };
  readonly backbone: BackboneReference;
  /** Ranges of the network's activations on good images where it is computed in 8 bits, else null. */
  readonly activationRanges: ActivationRanges | null;
  readonly framing: Framing;
  /** The memory bank, M×D, in the order of selection: its first rows are a smaller coreset. */
  readonly bank: Matrix;
  /** For each bank row the training image (an index into `images`) that it came from. */
  readonly rowImages: Uint32Array;
  /** For each bank row the cell of that image's patch grid (row-major) that it came from. */
  readonly rowPatches: Uint32Array;
  /**
   * The patch grid of all training images, where bank rows match near their own place only
   * (`positionRadius`); else null.
   */
  readonly grid: Size | null;
  readonly images: readonly TrainingImage[];
  /** Images that were left out as copies of those. */
  readonly copies: readonly CopiedImage[];
  readonly calibration: Calibration;
  /** A raw threshold that was set by hand, in place of the one that the false-reject rate leads to; else null. */
  readonly threshold: number | null;
  /** What was changed after the fit, oldest first. */
  readonly changes: readonly ModelChange[];
  /** What good images score at each place; null where scores are not standardized by place. */
  readonly places: PlaceStatistics | null;
  /**
   * Largest distance of a training patch to the bank, in the projected space of the selection; null for
   * a bank that another program selected.
   */
  readonly coveringRadius: number | null;
}
