import type { ActivationRanges } from '../backbone/index.ts';
import type { FitConfig } from '../config/index.ts';
import type { PlaceStatistics } from '../core/calibration/index.ts';
import type { Matrix } from '../core/tensor/index.ts';

/** Which backbone a model was fitted with; it must be the same one, bit for bit, when it inspects. */
export interface BackboneReference {
  /** The shipped name or the path that the user gave. */
  readonly name: string;
  /** SHA-256 of the network file, lower-case hex. */
  readonly sha256: string;
}

/** One image that a model was fitted from. */
export interface TrainingImage {
  /** Its path relative to the folder that holds all of them, with forward slashes. */
  readonly name: string;
  /** SHA-256 of its size and decoded pixels, lower-case hex: the same however it was encoded. */
  readonly sha256: string;
}

/** Scores of good images that their memory bank had not seen, in the order of the training images. */
export interface Calibration {
  /** Raw image scores. */
  readonly imageScores: Float32Array;
  /** The largest value of each image's anomaly map. */
  readonly mapMaxima: Float32Array;
}

/** Everything that is learned: data only, no code. */
export interface Model {
  /** The complete configuration, with the taps that were used. */
  readonly config: FitConfig & { readonly taps: readonly string[] };
  readonly backbone: BackboneReference;
  /** Ranges of the network's activations on good images where it is computed in 8 bits, else null. */
  readonly activationRanges: ActivationRanges | null;
  /** The memory bank, M×D, in the order of selection: its first rows are a smaller coreset. */
  readonly bank: Matrix;
  /** For each bank row the training image (an index into `images`) that it came from. */
  readonly rowImages: Uint32Array;
  /** For each bank row the cell of that image's patch grid (row-major) that it came from. */
  readonly rowPatches: Uint32Array;
  readonly images: readonly TrainingImage[];
  readonly calibration: Calibration;
  /** What good images score at each place; null where scores are not standardized by place. */
  readonly places: PlaceStatistics | null;
  /** Largest distance of a training patch to the bank, in the projected space of the selection. */
  readonly coveringRadius: number;
}
