import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from 'nominal-vision/internal/errors';
import type { Progress } from 'nominal-vision/internal/progress';
import { watchProcess } from 'nominal-vision/internal/watchdog';
import { PATIENT_SILENCE_MS, Watchdog } from 'nominal-vision/internal/watchdog';
import type { Task, TaskOutput, TaskProcessOptions } from './tasks.ts';
import { stationFile } from '../stationFile.ts';

/** Longest wait for a task to stop by itself, and then for its process to be gone. */
const GRACE_MS = 10_000;

/** How a task is watched. */
export interface TaskWatch {
  readonly onProgress: (progress: Progress) => void;
  /** Time without progress after which the process is stuck, and ended. */
  readonly stallMs: number;
}

/** A process that does one task. It ends for certain: asked first, then killed. */
export class TaskProcess {
  readonly #process: ChildProcess;
  /** @throws NominalError of the task, `CANCELLED`, or `WORKER_FAILED` if the process ends without an answer. */
  readonly result: Promise<unknown>;
  #reject: (error: Error) => void = () => undefined;
  #cancelled = false;
  /** Why it was killed; null as long as it was not. */
  #killedFor: string | null = null;
  #grace: NodeJS.Timeout | undefined;

  constructor(task: Task, options: TaskProcessOptions, { onProgress, stallMs }: TaskWatch) {
    this.#process = fork(stationFile('jobs/main.js'), [JSON.stringify(options)], {
      serialization: 'advanced',
      execArgv: [],
    });
    const stall = new Watchdog(stallMs, () =>
      this.kill(`it made no progress for ${stallMs / 1000} s`),
    );
    watchProcess(this.#process, PATIENT_SILENCE_MS, () =>
      this.kill(`it gave no sign of life for ${PATIENT_SILENCE_MS / 1000} s`),
    );
    const result = new Promise<unknown>((resolve, reject) => {
      this.#reject = reject;
      this.#process.on('message', (message: TaskOutput) => {
        if (message.type === 'alive') return;
        stall.heard();
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'failed') reject(nominalError(message.error));
        else if (this.#cancelled) reject(cancelled());
        else resolve(message.result);
      });
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) =>
        this.#fail(signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    this.result = result.finally(() => {
      stall.stop();
      clearTimeout(this.#grace);
    });
    this.#process.send({ type: 'begin', task });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Asks the task to stop at its next step, and ends the process if it does not. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    if (this.#process.connected) this.#process.send({ type: 'cancel' });
    this.#grace = setTimeout(() => this.kill('it did not stop when it was asked'), GRACE_MS);
  }

  /** Ends the process at once; what it was writing is not there. */
  kill(why = 'the station is stopping'): void {
    if (this.#killedFor !== null) return;
    this.#killedFor = why;
    this.#process.kill('SIGKILL');
    clearTimeout(this.#grace);
    // A process that waits for a disk that does not answer cannot even be killed: the station does not
    // wait for it.
    this.#grace = setTimeout(() => {
      this.#process.unref();
      this.#fail('a process that cannot be ended');
    }, GRACE_MS);
  }

  #fail(received: string): void {
    if (this.#cancelled) this.#reject(cancelled());
    else {
      this.#reject(
        new NominalError('WORKER_FAILED', {
          reason: 'fitProcessEnded',
          what: 'the process that fits ended before its work was done',
          received: this.#killedFor ?? received,
          remedy: 'Look at the log; memory may be short',
        }),
      );
    }
  }
}

function cancelled(): NominalError {
  return new NominalError('CANCELLED', { reason: 'workCancelled', what: 'the work was cancelled' });
}
