import type { CoresetSelection } from '../../../core/coreset/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { packageFile } from '../../../files/index.ts';
import type { SelectAnswer, SelectingWorkerData, SelectRequest } from './selectingMessages.ts';
import { leastBusy, shareMatrix, Thread } from '../../../async/threads/index.ts';

/**
 * Threads that select coresets of the same points in parallel. Each selection runs on one core, so those
 * of the folds and of the bank itself keep several busy. The result does not depend on the number of
 * threads (decision 076).
 */
export class SelectingWorkers {
  readonly #threads: readonly Thread<SelectRequest, SelectAnswer, number>[];
  /** Nonzero once the threads are to abandon their selections. */
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  /** @param workers number of threads, at least 1. @param points shared by all threads. */
  constructor(workers: number, points: Matrix) {
    const shared: SelectingWorkerData = { points: shareMatrix(points), stop: this.#stop };
    const failure = {
      what: 'a thread that selects a coreset has ended',
      remedy: 'Memory may be short: use fewer threads',
    };
    this.#threads = Array.from(
      { length: workers },
      () => new Thread(packageFile('detector/fit/bank/selectingWorker.js'), shared, failure),
    );
  }

  /**
   * Selects as `greedyCoreset` does, once a thread is free.
   *
   * @param onSelected called from time to time with the number of rows selected so far; throw to cancel
   *   all selections.
   * @throws NominalError `WORKER_FAILED` if the thread ends, `CANCELLED` if another selection threw.
   */
  async select(
    request: SelectRequest,
    onSelected: (selected: number) => void,
  ): Promise<CoresetSelection> {
    const own: { error: unknown }[] = [];
    const selection = await leastBusy(this.#threads).call(request, (selected) => {
      try {
        onSelected(selected);
      } catch (error) {
        own.push({ error });
        this.#leave();
      }
    });
    if (own.length > 0) throw own[0].error;
    if (selection === null) {
      throw new NominalError('CANCELLED', {
        what: 'a selection was abandoned because another one failed',
      });
    }
    return selection;
  }

  /** Abandons the selections under way and ends the threads. */
  async close(): Promise<void> {
    this.#leave();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #leave(): void {
    Atomics.store(this.#stop, 0, 1);
  }
}
