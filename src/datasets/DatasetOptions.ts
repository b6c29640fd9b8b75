import type { OptionKinds } from '../config/index.ts';
import type { MaskOptions } from './masks/MaskOptions.ts';

/** How a data set is read; what its layout has no use for is not used. */
export interface DatasetOptions extends MaskOptions {
  /** Whole number that decides which good images train where the data set has no split, 0 unless told. */
  readonly seed?: number;
  /** Share of the good images that train where the data set has no split, between 0 and 1, 0.8 unless told; rounded down to images. */
  readonly trainShare?: number;
}

/** Those options, for what checks them. */
export const datasetOptions: OptionKinds<DatasetOptions> = {
  seed: 'number',
  trainShare: 'number',
  allowMissingMasks: 'boolean',
};
