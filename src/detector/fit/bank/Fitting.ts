import type { FitConfig } from '../../../config/index.ts';
import type { Random } from '../../../core/random/index.ts';
import type { Matrix, MatrixProducts } from '../../../core/tensor/index.ts';
import type { FitJob } from '../FitJob.ts';
import type { FeatureStore } from './FeatureStore.ts';

/** Patch features of all training images, ready for selection. */
export interface TrainingPatches {
  readonly config: FitConfig;
  /** The features, on disk. */
  readonly store: FeatureStore;
  /** The same rows, projected and centered, in memory. */
  readonly points: Matrix;
  readonly products: MatrixProducts;
  /** Threads that the fit may use. */
  readonly threads: number;
  readonly random: Random;
  readonly job: FitJob;
}

/** The rows that banks are selected from, and the threads that select. */
export interface Fitting extends TrainingPatches {
  /** Rows that may enter a bank, ascending; null for all of them. */
  readonly rows: Uint32Array | null;
}
