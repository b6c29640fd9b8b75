import type { RuntimeOptions } from '../config/index.ts';
import type { Evaluation } from '../detector/index.ts';
import type { BenchmarkStep } from './BenchmarkStep.ts';

/** Computes one step. @throws NominalError `CANCELLED` soon after the signal is aborted. */
export type StepRunner = (
  step: BenchmarkStep,
  job: {
    readonly signal: AbortSignal;
    readonly runtime: RuntimeOptions;
    /** Folder of patch features that steps share; null to share none. */
    readonly featuresFolder: string | null;
  },
) => Promise<Evaluation>;
