import type { OptionKinds } from '../config/index.ts';
import type { MaskOptions } from './masks/MaskFolder.ts';

/** How a data set is read; a layout ignores the options that do not apply to it. */
export interface DatasetOptions extends MaskOptions {
  /** Integer that decides which good images train where the data set has no split; default 0. */
  readonly seed?: number;
  /** Share of the good images that train where the data set has no split, between 0 and 1; default 0.8. The number of images is rounded down. */
  readonly trainShare?: number;
}

/** The kind of each option, for `checkOptions`. */
export const datasetOptions: OptionKinds<DatasetOptions> = {
  seed: 'number',
  trainShare: 'number',
  allowMissingMasks: 'boolean',
};
