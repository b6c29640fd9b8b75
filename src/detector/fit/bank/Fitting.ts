import type { FitConfig } from '../../../config/index.ts';
import type { Random } from '../../../core/random/index.ts';
import type { Matrix, MatrixProducts } from '../../../core/tensor/index.ts';
import type { FitJob } from '../FitJob.ts';
import type { FeatureStore } from './FeatureStore.ts';
import type { SelectingWorkers } from './SelectingWorkers.ts';

/** What the steps of a fit share. */
export interface Fitting {
  readonly config: FitConfig;
  /** Patch features of all training images, on disk. */
  readonly store: FeatureStore;
  /** The same rows, projected and about their mean, in memory. */
  readonly points: Matrix;
  /** Rows that may enter a bank, ascending; null for all of them. */
  readonly rows: Uint32Array | null;
  readonly products: MatrixProducts;
  readonly random: Random;
  /** Threads that select among the points; null where one selection after the other runs on this one. */
  readonly workers: SelectingWorkers | null;
  readonly job: FitJob;
}
