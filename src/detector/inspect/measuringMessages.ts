import type { ActivationRanges } from '../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../config/index.ts';
import type { PlainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { Framing } from '../../model/index.ts';
import type { MeasuredSource } from '../scoring/measureExtracted.ts';
import type { SharedMatrix } from '../../async/threads/index.ts';

/** Everything that a worker measures with. */
export interface MeasuringWorkerData {
  readonly config: FitConfig;
  readonly runtime: RuntimeConfig;
  readonly activationRanges: ActivationRanges | null;
  readonly framing: Framing;
  /** The memory bank, and the axes of its search, whose values all workers share. */
  readonly bank: SharedMatrix;
  readonly axes: SharedMatrix;
}

/** One image for a worker. */
export interface MeasureRequest {
  readonly source: ImageSource;
}

/** A worker's answer; objects lose their classes on the way. */
export type MeasureAnswer = { readonly measured: MeasuredSource } | { readonly error: PlainError };
