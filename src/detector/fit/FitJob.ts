import type { OptionKinds, RuntimeOptions } from '../../config/index.ts';
import type { ImageWarning } from '../../image/index.ts';
import type { CopiedImage } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { FeatureCache } from '../features/FeatureCache.ts';
import { jobOptions } from '../jobOptions.ts';

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

/** The options of a {@link FitJob}. */
export const fitJobOptions: OptionKinds<FitJob> = {
  ...jobOptions,
  runtime: 'any',
  onWarning: 'function',
  onCopies: 'function',
  cache: 'any',
};
