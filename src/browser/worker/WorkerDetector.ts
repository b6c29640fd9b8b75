import type { ImageSource } from '../../image/index.ts';
import type { DetectorFacts, Results } from '../messages.ts';

/** The detector of a worker: a fitted model, or an exported file. */
export interface WorkerDetector {
  readonly facts: DetectorFacts;
  readonly inspect: (source: ImageSource) => Promise<Results['inspect']>;
  /** @throws NominalError `CONFIG_INVALID`. */
  readonly setFalseRejectRate: (falseRejectRate: number, extrapolate?: boolean) => void;
  /** The file that it can be loaded from again. */
  readonly save: () => Uint8Array<ArrayBuffer>;
  readonly close: () => Promise<void>;
}
