import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RuntimeOptions } from '../config/index.ts';
import { type Evaluation, evaluate, FeatureCache } from '../detector/index.ts';
import { errorCodes, type ErrorCode, NominalError } from '../errors/index.ts';
import { PATIENT_SILENCE_MS, watchProcess } from '../watchdog/index.ts';
import type { BenchmarkStep } from './BenchmarkStep.ts';
import type { StepAnswer, StepMessage, StepRequest } from './stepProcess.ts';

/** Computes one step. @throws NominalError `CANCELLED` soon after the signal is aborted. */
export type StepRunner = (
  step: BenchmarkStep,
  job: {
    readonly signal: AbortSignal;
    readonly runtime: RuntimeOptions;
    /** Folder of the patch features that steps share; null if the step shares none. */
    readonly featuresFolder: string | null;
  },
) => Promise<Evaluation>;

/** Computes a step in this process; the peak memory is then that of all steps so far. */
export const runStepInProcess: StepRunner = (
  { dataset, config },
  { featuresFolder, signal, runtime },
) => {
  const cache = featuresFolder === null ? null : new FeatureCache(featuresFolder);
  return evaluate(dataset, config, { signal, runtime, cache });
};

/** Whether this is the compiled program, which can start a second process of itself. */
export const canRunInChild = import.meta.url.endsWith('.js');

/**
 * Computes a step in a separate process, which frees all its memory at the end, measures its own peak
 * memory, and shares no thread with other steps.
 */
export const runStepInChild: StepRunner = ({ dataset, config }, { signal, ...shared }) =>
  new Promise<Evaluation>((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./stepProcess.js', import.meta.url)), {
      signal,
      // A stopped or stuck process ignores other signals.
      killSignal: 'SIGKILL',
    });
    let answer: StepAnswer | undefined;
    child.on('message', (message: StepMessage) => {
      if (!('type' in message)) answer = message;
    });
    watchProcess(child, PATIENT_SILENCE_MS, () => child.kill('SIGKILL'));
    // Wait for a stopped process to end: until then it may hold files.
    child.once('error', (cause) => {
      if (!signal.aborted || child.pid === undefined) reject(died(cause));
    });
    child.once('exit', (code, killedBy) => {
      if (signal.aborted) reject(cancelled(signal.reason));
      else if (answer === undefined) reject(died(new Error(killedBy ?? `exit code ${code}`)));
      else if ('evaluation' in answer) resolve(answer.evaluation);
      else reject(revive(answer.failure));
    });
    child.send({ dataset, config, ...shared } satisfies StepRequest);
  });

function cancelled(cause: unknown): NominalError {
  return new NominalError('CANCELLED', { what: 'the work was cancelled', cause });
}

function died(cause: Error): NominalError {
  return new NominalError('INTERNAL', {
    what: `a step of the benchmark ended without a result (${cause.message})`,
    remedy: 'It may have run out of memory: run fewer steps at once, or use a smaller bank',
    cause,
  });
}

/** The error of the other process; its message is already a whole sentence. */
function revive({ code, message }: Extract<StepAnswer, { failure: unknown }>['failure']) {
  const known = code in errorCodes ? (code as ErrorCode) : 'INTERNAL';
  return new NominalError(known, { what: message.replace(/\.$/, '') });
}
