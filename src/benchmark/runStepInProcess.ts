import { evaluate } from '../detector/index.ts';
import type { StepRunner } from './StepRunner.ts';

/** Computes a step in this process: its peak memory is then that of all steps so far. */
export const runStepInProcess: StepRunner = ({ dataset, config }, job) =>
  evaluate(dataset, config, job);
