import type { ImageSource } from '../../image/index.ts';
import type { DetectorFacts, Results } from '../messages.ts';

/** What inspects in the worker: a fitted detector, or an exported file. */
export interface Inspector {
  readonly facts: DetectorFacts;
  readonly inspect: (source: ImageSource) => Promise<Results['inspect']>;
  /** @throws NominalError `CONFIG_INVALID`. */
  readonly setFalseRejectRate: (falseRejectRate: number) => void;
  /** The file that it can be loaded from again. */
  readonly save: () => Uint8Array<ArrayBuffer>;
  readonly close: () => Promise<void>;
}
