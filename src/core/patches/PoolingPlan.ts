/** How the neighborhood of a patch is pooled into a row of patch features. */
export type PoolingMethod = 'adaptive' | 'average';

/** Options of a pooling plan. */
export interface PoolingOptions {
  /**
   * `adaptive` is the original PatchCore: the values of each tap's neighborhood are adaptively averaged to
   * `tapDimension` values, and those of all taps to `patchDimension`.
   * `average` is cheaper: it takes the mean of the neighborhood in each channel and keeps all channels.
   * Default `adaptive`.
   */
  readonly pooling?: PoolingMethod;
  /** Side of the square neighborhood, in cells of the tap's own grid; odd, ≥ 1. Default 3. */
  readonly neighborhood?: number;
  /** Number of values per tap before the taps are joined, ≥ 1; only for `adaptive`. Default 1024. */
  readonly tapDimension?: number;
  /** Number of columns of the patch features, ≥ 1; only for `adaptive`. Default 1024. */
  readonly patchDimension?: number;
  /** Factors of the taps' values, > 0, one per tap: the weight of each tap in a distance. Default 1. */
  readonly tapScales?: readonly number[];
}

/**
 * The fixed linear map of one tap as sparse rows: output `firstOutput + r` is the sum over
 * `k = rowStart[r] .. rowStart[r + 1] - 1` of `weight[k]` times input `input[k]`.
 */
export interface TapPooling {
  /** Channels C of the tap. */
  readonly channels: number;
  /** Factor of the tap's values; the weights include it. */
  readonly scale: number;
  /** First column of the patch features that this tap contributes to. */
  readonly firstOutput: number;
  /** Number of columns, from `firstOutput` on, that this tap contributes to. */
  readonly outputs: number;
  /** `outputs + 1` offsets into `input` and `weight`. */
  readonly rowStart: Uint32Array;
  /** `channel * neighborhood² + row * neighborhood + column`, ascending within a row. */
  readonly input: Uint32Array;
  readonly weight: Float32Array;
}

/**
 * The patch pooling of PatchCore in its linear form: one small fixed convolution per tap, zero-padded,
 * stride 1. Columns that several taps contribute to are sums over these taps.
 */
export interface PoolingPlan {
  readonly pooling: PoolingMethod;
  readonly neighborhood: number;
  /** Columns D of the patch features. */
  readonly dimension: number;
  /** In the order of the taps; the first one determines the patch grid. */
  readonly taps: readonly TapPooling[];
}
