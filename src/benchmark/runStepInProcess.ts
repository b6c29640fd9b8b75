import { evaluate, FeatureCache } from '../detector/index.ts';
import type { StepRunner } from './StepRunner.ts';

/** Computes a step in this process: its peak memory is then that of all steps so far. */
export const runStepInProcess: StepRunner = (
  { dataset, config },
  { featuresFolder, signal, runtime },
) => {
  const cache = featuresFolder === null ? null : new FeatureCache(featuresFolder);
  return evaluate(dataset, config, { signal, runtime, cache });
};
