import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';
import type { ShardAnswer, ShardWork } from './shardWork.ts';

/** A process that works on one shard of a fit. */
export class ShardProcess {
  readonly #process: ChildProcess;
  /** @throws NominalError of the work, or `WORKER_FAILED` if the process ends without an answer. */
  readonly done: Promise<void>;

  /**
   * @param folder of all that the work needs and makes, which the process removes if it outlives this
   *   program.
   */
  constructor(folder: string, work: ShardWork, onProgress: (doneImages: number) => void) {
    this.#process = fork(packageFile('fleet/fits/main.js'), [folder], { execArgv: [] });
    this.done = new Promise((resolve, reject) => {
      this.#process.on('message', (answer: ShardAnswer) => {
        if (answer.type === 'progress') onProgress(answer.doneImages);
        else if (answer.type === 'done') resolve();
        else reject(nominalError(answer.error));
      });
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) =>
        reject(
          new NominalError('WORKER_FAILED', {
            what: `the process that worked on shard ${work.shard} of a fit ended before it was done`,
            received: signal === null ? `exit code ${code}` : `signal ${signal}`,
            remedy: 'Memory may be short: fit with smaller shards (--shard-images)',
          }),
        ),
      );
    });
    this.#process.send(work);
  }

  /** Ends it at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
