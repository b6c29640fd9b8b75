import type { ActivationRanges } from '../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../config/index.ts';
import type { CoresetSelection } from '../../core/coreset/index.ts';
import type { PlainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { Framing } from '../../model/index.ts';
import type { MeasuredSource } from '../measureExtracted.ts';
import type { SharedMatrix } from './SharedMatrix.ts';

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

/** One image for a worker. */
export interface MeasureRequest {
  readonly source: ImageSource;
}

/** A worker's answer; objects arrive without their classes. */
export type MeasureAnswer = { readonly measured: MeasuredSource } | { readonly error: PlainError };

/** What a worker selects from. */
export interface SelectingWorkerData {
  readonly points: SharedMatrix;
  /** Shared; not 0 once the worker is to leave its selection. */
  readonly stop: Int32Array;
}

/** One selection for a worker. */
export interface SelectRequest {
  /** The rows to cover and to select from, ascending. */
  readonly rows: Uint32Array;
  /** Rows to select. */
  readonly count: number;
  /** Rows whose mean distance starts the selection. */
  readonly startingRows: readonly number[];
}

/** Null if the selection was left. */
export type SelectAnswer = CoresetSelection | null;
