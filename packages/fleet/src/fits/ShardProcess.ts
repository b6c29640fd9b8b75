import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from 'nominal-vision/internal/errors';
import { watchProcess } from 'nominal-vision/internal/watchdog';
import { PATIENT_SILENCE_MS } from 'nominal-vision/internal/watchdog';
import type { ShardAnswer, ShardWork } from './shardWork.ts';
import { fleetFile } from '../fleetFile.ts';

/** A process that works on one shard of a fit. */
export class ShardProcess {
  readonly #process: ChildProcess;
  /** @throws NominalError of the work, or `WORKER_FAILED` if the process ends without an answer. */
  readonly done: Promise<void>;

  /**
   * @param folder of all that the work needs and makes, which the process removes if it outlives this
   *   program.
   * @param silenceMs after which the process is stuck, and ended.
   */
  constructor(
    folder: string,
    work: ShardWork,
    onProgress: (doneImages: number) => void,
    silenceMs = PATIENT_SILENCE_MS,
  ) {
    this.#process = fork(fleetFile('fits/main.js'), [folder], { execArgv: [] });
    let stuck: string | undefined;
    this.done = new Promise((resolve, reject) => {
      this.#process.on('message', (answer: ShardAnswer) => {
        if (answer.type === 'progress') onProgress(answer.doneImages);
        else if (answer.type === 'done') resolve();
        else if (answer.type === 'failed') reject(nominalError(answer.error));
      });
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) =>
        reject(
          new NominalError('WORKER_FAILED', {
            what: `the process that worked on shard ${work.shard} of a fit ended before it was done`,
            received: stuck ?? (signal === null ? `exit code ${code}` : `signal ${signal}`),
            remedy: 'Memory may be short: fit with smaller shards (--shard-images)',
          }),
        ),
      );
    });
    watchProcess(this.#process, silenceMs, () => {
      stuck = `no sign of life for ${silenceMs / 1000} s`;
      this.kill();
    });
    this.#process.send(work);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Ends it at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
