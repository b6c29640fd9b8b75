import type { FitConfig, PresetName } from '../config/index.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Evaluation } from '../detector/index.ts';

/** One fit and its evaluation: a category under one configuration. */
export interface PlannedStep {
  /** Category and what is varied, for people to read; two steps may have the same. */
  readonly name: string;
  readonly preset: PresetName;
  /** How many training images: a number, or all that there are. */
  readonly shots: number | 'all';
  readonly seed: number;
  readonly config: FitConfig;
  /** With the training images of these shots alone. */
  readonly dataset: Dataset;
  /**
   * Equal for steps whose images have the same patch features, however their banks differ; null where
   * the features depend on which images are learned from.
   */
  readonly featuresKey: string | null;
}

/** A step that is known by all that it is computed from. */
export interface BenchmarkStep extends PlannedStep {
  /** Hash of all that decides the result: a result with another one is not this step's. */
  readonly fingerprint: string;
  /** Name and the beginning of the fingerprint: the name of the file that its result is kept in. */
  readonly key: string;
}

/** A step with what it gave. */
export interface BenchmarkResult {
  readonly step: Pick<BenchmarkStep, 'key' | 'preset' | 'shots' | 'seed' | 'fingerprint'>;
  readonly evaluation: Evaluation;
}
