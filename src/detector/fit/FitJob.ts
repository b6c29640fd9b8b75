import type { OptionKinds, RuntimeOptions } from '../../config/index.ts';
import type { Resolution } from '../../core/image/index.ts';
import type { ImageWarning } from '../../image/index.ts';
import type { CopiedImage } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { FeatureCache } from '../features/FeatureCache.ts';
import { jobOptions } from '../jobOptions.ts';

/** How a fit is monitored, cancelled, and run on this machine. */
export interface FitJob extends JobOptions {
  readonly runtime?: RuntimeOptions;
  /**
   * Called for what was left out of a training image; the path is null if the image did not come from a
   * file.
   */
  readonly onWarning?: (warning: ImageWarning, path: string | null) => void;
  /**
   * Called for images that were left out because they show the same as an earlier one, unless the result
   * names them.
   */
  readonly onCopies?: (copies: readonly CopiedImage[]) => void;
  /** Called once, before features are extracted, with what is left of the images when they are resized. */
  readonly onResolution?: (resolution: Resolution) => void;
  /** @internal Features that are already known, of exactly the same pipeline. */
  readonly cache?: FeatureCache | null;
}

/** The options of a {@link FitJob}. */
export const fitJobOptions: OptionKinds<FitJob> = {
  ...jobOptions,
  runtime: 'any',
  onWarning: 'function',
  onCopies: 'function',
  onResolution: 'function',
  cache: 'any',
};
