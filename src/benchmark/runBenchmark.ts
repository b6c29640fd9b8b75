import type { FitJob } from '../detector/index.ts';
import { NominalError } from '../errors/index.ts';
import { inParallel } from '../async/index.ts';
import type { BenchmarkResult, BenchmarkStep } from './BenchmarkStep.ts';
import type { StepEstimate } from './estimateSteps.ts';
import type { ResultStore } from './ResultStore.ts';
import { SharedFeatures } from './SharedFeatures.ts';
import type { StepRunner } from './StepRunner.ts';

/** How a benchmark is run and watched. */
export interface BenchmarkJob extends FitJob {
  readonly store: ResultStore;
  readonly run: StepRunner;
  /**
   * Folder for the patch features of images that several steps share, which are then computed only
   * once; removed at the end. Several runs may use the same folder. Without it, every step computes its
   * own features.
   */
  readonly featuresFolder?: string;
  /** Number of steps that run at once; default 1. */
  readonly jobs?: number;
  /** One per step, in the same order. */
  readonly estimates: readonly StepEstimate[];
}

/**
 * Computes every step whose result is not on disk yet, several at once if `jobs` allows, and writes
 * each result as soon as it is computed.
 *
 * @returns the results in the order of the steps.
 * @throws NominalError `CANCELLED`, or the error of the first step to fail; results on disk are kept.
 */
export async function runBenchmark(
  steps: readonly BenchmarkStep[],
  {
    store,
    run,
    jobs = 1,
    estimates,
    signal,
    onProgress,
    runtime = {},
    featuresFolder,
  }: BenchmarkJob,
): Promise<BenchmarkResult[]> {
  const results: (BenchmarkResult | null)[] = [];
  for (const step of steps) results.push(await store.read(step));
  const open = steps.map((_, i) => i).filter((i) => results[i] === null);
  const shared =
    featuresFolder === undefined
      ? null
      : await SharedFeatures.open(
          featuresFolder,
          open.map((i) => steps[i]),
        );
  const clock = new TimeLeft(open.map((i) => estimates[i].seconds));
  const report = (step: string) =>
    onProgress?.({
      phase: 'benchmark',
      doneSteps: results.filter((result) => result !== null).length,
      totalSteps: steps.length,
      secondsLeft: clock.secondsLeft() / jobs,
      step,
    });
  try {
    await inParallel(open, jobs, signal, async (i, stop) => {
      const step = steps[i];
      report(step.name);
      const start = performance.now();
      const folder = shared?.folderOf(step) ?? null;
      const evaluation = await run(step, { signal: stop, runtime, featuresFolder: folder });
      results[i] = await store.write(step, evaluation);
      await shared?.release(step);
      clock.done(estimates[i].seconds, (performance.now() - start) / 1000);
      report(step.name);
    });
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new NominalError('CANCELLED', {
      what: 'the benchmark was cancelled',
      remedy: 'Run the same command again to continue after the finished steps',
      cause: signal.reason,
    });
  } finally {
    await shared?.close();
  }
  return results.filter((result) => result !== null);
}

/** The estimated time left, corrected by the time that the finished steps took. */
class TimeLeft {
  #estimatedLeft: number;
  #estimatedDone = 0;
  #taken = 0;

  constructor(estimates: readonly number[]) {
    this.#estimatedLeft = estimates.reduce((sum, seconds) => sum + seconds, 0);
  }

  done(estimated: number, taken: number): void {
    this.#estimatedLeft -= estimated;
    this.#estimatedDone += estimated;
    this.#taken += taken;
  }

  secondsLeft(): number {
    const correction = this.#estimatedDone > 0 ? this.#taken / this.#estimatedDone : 1;
    return Math.max(0, this.#estimatedLeft * correction);
  }
}
