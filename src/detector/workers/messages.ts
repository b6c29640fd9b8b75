import type { ActivationRanges } from '../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../config/index.ts';
import type { PlainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { Framing } from '../../model/index.ts';
import type { MeasuredSource } from '../measureExtracted.ts';

/** What a worker measures with. */
export interface MeasuringWorkerData {
  readonly config: FitConfig;
  readonly runtime: RuntimeConfig;
  readonly activationRanges: ActivationRanges | null;
  readonly framing: Framing;
  /** The memory bank, and the axes of its search, whose values all workers read in one place. */
  readonly bank: SharedMatrix;
  readonly axes: SharedMatrix;
}

/** A matrix in memory that threads share. */
export interface SharedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: SharedArrayBuffer;
}

/** One image for a worker, or null when there will be no more. */
export type MeasureRequest = { readonly source: ImageSource } | null;

/** A worker's answers, in the order of the requests; objects arrive without their classes. */
export type MeasureAnswer = { readonly measured: MeasuredSource } | { readonly error: PlainError };
