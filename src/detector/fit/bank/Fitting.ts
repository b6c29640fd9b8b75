import type { FitConfig, RuntimeOptions } from '../../../config/index.ts';
import type { Random } from '../../../core/random/index.ts';
import type { Matrix, MatrixProducts } from '../../../core/tensor/index.ts';
import type { ImageWarning } from '../../../image/index.ts';
import type { CopiedImage } from '../../../model/index.ts';
import type { JobOptions } from '../../../progress.ts';
import type { FeatureCache } from '../../features/FeatureCache.ts';
import type { FeatureStore } from './FeatureStore.ts';
import type { SelectingWorkers } from './SelectingWorkers.ts';

/** How a fit is watched, stopped, and run on this machine. */
export interface FitJob extends JobOptions {
  readonly runtime?: RuntimeOptions;
  /** Called for what was left out of a training image; its path is null if it did not come from a file. */
  readonly onWarning?: (warning: ImageWarning, path: string | null) => void;
  /** Called, where a result does not name them, for images that were left out because they show the same as one before. */
  readonly onCopies?: (copies: readonly CopiedImage[]) => void;
  /** @internal Features of images that are known already, of the very same pipeline. */
  readonly cache?: FeatureCache | null;
}

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
