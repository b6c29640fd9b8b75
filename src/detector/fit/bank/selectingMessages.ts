import type { CoresetSelection } from '../../../core/coreset/index.ts';
import type { SharedMatrix } from '../../../async/threads/index.ts';

/** The points that a worker selects from. */
export interface SelectingWorkerData {
  readonly points: SharedMatrix;
  /** Shared; nonzero once the worker is to abandon its selection. */
  readonly stop: Int32Array;
}

/** One selection for a worker. */
export interface SelectRequest {
  /** The rows to cover and to select from, ascending. */
  readonly rows: Uint32Array;
  /** Number of rows to select. */
  readonly count: number;
  /** Rows whose mean distance starts the selection. */
  readonly startingRows: readonly number[];
}

/** Null if the selection was abandoned. */
export type SelectAnswer = CoresetSelection | null;
