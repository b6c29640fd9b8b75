import { resolveRuntimeConfig, type RuntimeOptions } from '../config/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { probePipeline, type PipelineProbe } from '../detector/index.ts';
import type { JobOptions } from '../progress.ts';
import type { PlannedStep } from './BenchmarkStep.ts';

/** Time and memory that a step is expected to take. */
export interface StepEstimate {
  readonly seconds: number;
  readonly megabytes: number;
  /** Size of the patch features of all its images, which steps that share them keep on disk while they run. */
  readonly featureMegabytes: number;
}

/** Seconds per distance in the selection of a coreset and in a search, on one of two slow cores. */
const SELECT_SECONDS = 2e-9;
const SEARCH_SECONDS = 1e-9;
/** Seconds that starting a process and computing the intervals take. */
const STEP_SECONDS = 3;
/** Seconds per test pixel, for map, mask and pixel metrics. */
const PIXEL_SECONDS = 1.5e-7;
/** Memory of the runtime, the networks and a batch of images, before any row is kept. */
const BASE_MEGABYTES = 300;

/**
 * Estimates every step. Two images of each category and configuration are timed on this machine; the
 * parts that grow with rows × bank are estimated from the sizes. The estimate is meant for the choice
 * between waiting and coming back tomorrow; during the run, the time of the finished steps corrects it.
 *
 * @throws NominalError for an image that cannot be read or for the backbone, or `CANCELLED`.
 */
export async function estimateSteps(
  steps: readonly PlannedStep[],
  runtime: RuntimeOptions,
  { signal, onProgress }: JobOptions = {},
): Promise<StepEstimate[]> {
  const probes = new Map<string, PipelineProbe>();
  const estimates: StepEstimate[] = [];
  for (const { config, dataset } of steps) {
    throwIfCancelled(signal);
    // The ratio and the seed do not change the time of an image.
    const key = JSON.stringify([dataset.category, { ...config, coresetRatio: 0, seed: 0 }]);
    let probe = probes.get(key);
    if (probe === undefined) {
      const samples = [...dataset.train, ...dataset.testGood].slice(0, 2);
      const paths = samples.map(({ path }) => path);
      probe = await probePipeline(paths, config, resolveRuntimeConfig(runtime));
      probes.set(key, probe);
    }
    estimates.push(estimateStep({ config, dataset }, probe));
    onProgress?.({ phase: 'estimate', doneSteps: estimates.length, totalSteps: steps.length });
  }
  return estimates;
}

function estimateStep(
  { config, dataset }: Pick<PlannedStep, 'config' | 'dataset'>,
  { secondsPerImage, patches, dimension, pixels }: PipelineProbe,
): StepEstimate {
  const train = dataset.train.length;
  const tests = dataset.testGood.length + dataset.testDefective.length;
  const rows = train * patches;
  const bank = Math.min(rows, config.bankRows ?? Math.ceil(config.coresetRatio * rows));
  const seconds =
    STEP_SECONDS +
    tests * pixels * PIXEL_SECONDS +
    (train + tests) * secondsPerImage +
    rows * bank * SELECT_SECONDS +
    (2 * rows + tests * patches) * bank * SEARCH_SECONDS;
  const bytes =
    rows * config.projectionDimension * 4 + 2 * bank * dimension * 4 + 8 * tests * pixels;
  return {
    seconds,
    megabytes: BASE_MEGABYTES + bytes / 1e6,
    featureMegabytes: ((train + tests) * patches * dimension * 4) / 1e6,
  };
}
