/** How the neighborhood of a patch becomes a row of patch features. */
export type PoolingMethod = 'adaptive' | 'average';

/** What a pooling plan is made from. */
export interface PoolingOptions {
  /**
   * `adaptive` is the original PatchCore: the values of the neighborhood of each tap are adaptively
   * averaged to `tapDimension`, and those of all taps to `patchDimension`.
   * `average` is cheaper: the mean of the neighborhood per channel, all channels kept. Default `adaptive`.
   */
  readonly pooling?: PoolingMethod;
  /** Side of the square neighborhood in cells of the tap's own grid; odd, ≥ 1. Default 3. */
  readonly neighborhood?: number;
  /** Values per tap before the taps are joined, ≥ 1; only for `adaptive`. Default 1024. */
  readonly tapDimension?: number;
  /** Columns of the patch features, ≥ 1; only for `adaptive`. Default 1024. */
  readonly patchDimension?: number;
  /** Factor of each tap's values, > 0, one per tap: how much it weighs in a distance. Default 1. */
  readonly tapScales?: readonly number[];
}

/**
 * The fixed linear map of one tap as sparse rows: output `firstOutput + r` is the sum over
 * `k = rowStart[r] .. rowStart[r + 1] - 1` of `weight[k]` times input `input[k]`.
 */
export interface TapPooling {
  /** Channels C of the tap. */
  readonly channels: number;
  /** Factor of the tap's values, which the weights contain. */
  readonly scale: number;
  /** First column of the patch features that this tap contributes to. */
  readonly firstOutput: number;
  /** How many columns, from `firstOutput` on, this tap contributes to. */
  readonly outputs: number;
  /** `outputs + 1` offsets into `input` and `weight`. */
  readonly rowStart: Uint32Array;
  /** `channel * neighborhood² + row * neighborhood + column`, ascending within a row. */
  readonly input: Uint32Array;
  readonly weight: Float32Array;
}

/**
 * The patch pooling of PatchCore as what it is: a fixed small convolution per tap, zero-padded,
 * stride 1. Columns that several taps contribute to are sums over these taps.
 */
export interface PoolingPlan {
  readonly pooling: PoolingMethod;
  readonly neighborhood: number;
  /** Columns D of the patch features. */
  readonly dimension: number;
  /** In the order of the taps; the first one gives the patch grid. */
  readonly taps: readonly TapPooling[];
}
