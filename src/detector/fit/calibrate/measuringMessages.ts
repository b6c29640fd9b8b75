import type { FitConfig } from '../../../config/index.ts';
import type { BankPlaces } from '../../../core/neighbors/index.ts';
import type { PlainError } from '../../../errors/index.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import type { FeatureFile, FiledPart } from '../bank/FiledFeatures.ts';

/** Everything that a thread measures training images with. */
export interface MeasuringThreadData {
  readonly config: FitConfig;
  readonly file: FeatureFile;
  /** Where the rows of the bank lie in the file. */
  readonly bank: Uint32Array;
  /** Their places, if they match only near their own place. */
  readonly places: BankPlaces | null;
}

/** One image for a thread, and the rows of the bank that are left out for it. */
export interface MeasureRequest {
  readonly parts: readonly FiledPart[];
  readonly without: Uint32Array;
}

/** A thread's answer; objects lose their classes on the way. */
export type MeasureAnswer = { readonly measured: MeasuredImage } | { readonly error: PlainError };
