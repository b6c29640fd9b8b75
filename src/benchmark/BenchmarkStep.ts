import type { FitConfig, PresetName } from '../config/index.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Evaluation } from '../detector/index.ts';

/** One fit and its evaluation: a category under one configuration. */
export interface PlannedStep {
  /** Category and varied settings, for people to read; not unique. */
  readonly name: string;
  readonly preset: PresetName;
  /** Number of training images, or all. */
  readonly shots: number | 'all';
  readonly seed: number;
  readonly config: FitConfig;
  /** With only the training images of these shots. */
  readonly dataset: Dataset;
  /**
   * Equal for steps whose images have the same patch features, however their banks differ; null if
   * the features depend on the choice of training images.
   */
  readonly featuresKey: string | null;
}

/** A step with the hash of everything it is computed from. */
export interface BenchmarkStep extends PlannedStep {
  /** Hash of everything that decides the result: a result with another hash belongs to another step. */
  readonly fingerprint: string;
  /** Name and start of the fingerprint: the file name of its result. */
  readonly key: string;
}

/** A step with its evaluation. */
export interface BenchmarkResult {
  readonly step: Pick<BenchmarkStep, 'key' | 'preset' | 'shots' | 'seed' | 'fingerprint'>;
  readonly evaluation: Evaluation;
}
