import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from '../../errors/index.ts';
import type { Progress } from '../../progress.ts';
import { packageFile } from '../../files/index.ts';
import type { Task, TaskOutput, TaskProcessOptions, TaskResult } from './tasks.ts';

/** A process that does one task. */
export class TaskProcess {
  readonly #process: ChildProcess;
  /** @throws NominalError of the task, `CANCELLED`, or `WORKER_FAILED` if the process ends without an answer. */
  readonly result: Promise<TaskResult>;

  constructor(task: Task, options: TaskProcessOptions, onProgress: (progress: Progress) => void) {
    this.#process = fork(packageFile('station/jobs/main.js'), [JSON.stringify(options)], {
      serialization: 'advanced',
      execArgv: [],
    });
    this.result = new Promise((resolve, reject) => {
      this.#process.on('message', (message: TaskOutput) => {
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'done') resolve(message.result);
        else reject(nominalError(message.error));
      });
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) =>
        reject(
          new NominalError('WORKER_FAILED', {
            what: 'the process that fits ended before its work was done',
            received: signal === null ? `exit code ${code}` : `signal ${signal}`,
            remedy: 'Look at the log; memory may be short',
          }),
        ),
      );
    });
    this.#process.send({ type: 'begin', task });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Asks the task to stop at its next step. */
  cancel(): void {
    if (this.#process.connected) this.#process.send({ type: 'cancel' });
  }

  /** Ends the process at once; what it was writing is not there. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
