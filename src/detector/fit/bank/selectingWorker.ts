// A thread that selects coresets in parallel with others: see SelectingWorkers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { greedyCoreset } from '../../../core/coreset/index.ts';
import { ProductRuntime } from '../../../backbone/ort/index.ts';
import type { SelectAnswer, SelectingWorkerData, SelectRequest } from './selectingMessages.ts';
import { sharedMatrix, type ThreadMessage } from '../../../async/threads/index.ts';
import { giveSigns } from '../../../watchdog/index.ts';

const { points: shared, stop } = workerData as SelectingWorkerData;
const points = sharedMatrix(shared);
const products = await ProductRuntime.open(1);

class Left extends Error {}

giveSigns(() => parentPort?.postMessage({ type: 'alive' } satisfies ThreadMessage<never>));

let turn = Promise.resolve();
parentPort?.on('message', (request: SelectRequest | null) => {
  turn = turn.then(() => (request === null ? end() : answer(request)));
});

async function answer({ rows, count, startingRows }: SelectRequest): Promise<void> {
  try {
    leaveIfTold();
    const selection = await greedyCoreset(
      points,
      count,
      { kind: 'approximate', startingRows },
      {
        rows,
        groupMinima: products.groupMinima,
        onSelected: (selected) => {
          leaveIfTold();
          send({ note: selected });
        },
      },
    );
    send({ answer: selection });
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    send({ answer: null });
  }
}

function leaveIfTold(): void {
  if (Atomics.load(stop, 0) !== 0) throw new Left();
}

function send(message: ThreadMessage<SelectAnswer, number>): void {
  parentPort?.postMessage(message);
}

async function end(): Promise<void> {
  await products.close();
  parentPort?.close();
}
