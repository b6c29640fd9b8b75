import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Evaluation } from '../detector/index.ts';
import { errorCodes, type ErrorCode, NominalError } from '../errors/index.ts';
import { watchProcess } from '../watchdog/signsOfLife.ts';
import { PATIENT_SILENCE_MS } from '../watchdog/Watchdog.ts';
import type { StepAnswer, StepMessage, StepRequest } from './stepProcess.ts';
import type { StepRunner } from './StepRunner.ts';

/** Whether this is the compiled program, of which a second process can be started. */
export const canRunInChild = import.meta.url.endsWith('.js');

/**
 * Computes a step in a process of its own, which lets all memory go at its end, has a peak memory
 * of its own, and shares no thread with another.
 */
export const runStepInChild: StepRunner = ({ dataset, config }, { signal, ...shared }) =>
  new Promise<Evaluation>((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./stepProcess.js', import.meta.url)), {
      signal,
      // One that is stopped or stuck hears no other.
      killSignal: 'SIGKILL',
    });
    let answer: StepAnswer | undefined;
    child.on('message', (message: StepMessage) => {
      if (!('type' in message)) answer = message;
    });
    watchProcess(child, PATIENT_SILENCE_MS, () => child.kill('SIGKILL'));
    // One that was stopped is waited for: until it has ended it may hold files.
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
    remedy: 'It may have been out of memory: run fewer at once, or with a smaller bank',
    cause,
  });
}

/** The error that the other process met; its message is a whole sentence already. */
function revive({ code, message }: Extract<StepAnswer, { failure: unknown }>['failure']) {
  const known = code in errorCodes ? (code as ErrorCode) : 'INTERNAL';
  return new NominalError(known, { what: message.replace(/\.$/, '') });
}
