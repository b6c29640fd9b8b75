// A thread that measures training images in parallel with others: see measureOnThreads.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { type ThreadMessage } from '../../../async/threads/index.ts';
import { ProductRuntime } from '../../../backbone/ort/index.ts';
import { NominalError, plainError } from '../../../errors/index.ts';
import { collectGarbage, collectNow } from '../../../garbage.ts';
import { giveSigns } from '../../../watchdog/index.ts';
import { Scorer } from '../../scoring/Scorer.ts';
import { readParts, unreadRows } from '../bank/FiledFeatures.ts';
import type { MeasureAnswer, MeasureRequest, MeasuringThreadData } from './measuringMessages.ts';

const { config, file, bank, places } = workerData as MeasuringThreadData;
giveSigns(() => parentPort?.postMessage({ type: 'alive' } satisfies ThreadMessage<never>));

// Each thread has a core to itself.
const products = await ProductRuntime.open(1);
const scorer = await Scorer.build(unreadRows(file, bank), config, products, { places });
// What building it took.
collectNow();

let turn = Promise.resolve();
parentPort?.on('message', (request: MeasureRequest | null) => {
  turn = turn.then(() => (request === null ? end() : answer(request)));
});

async function answer({ parts, without }: MeasureRequest): Promise<void> {
  try {
    const { patchScores, scope, zones, density, input } = await scorer.measure(
      readParts(file, parts),
      without,
    );
    send({ measured: { patchScores, scope, zones, density, input } });
    collectGarbage(parts.reduce((sum, { rows }) => sum + 4 * rows * file.columns, 0));
  } catch (error) {
    if (!(error instanceof NominalError)) throw error;
    send({ error: plainError(error) });
  }
}

function send(answer: MeasureAnswer): void {
  parentPort?.postMessage({ answer } satisfies ThreadMessage<MeasureAnswer>);
}

async function end(): Promise<void> {
  await products.close();
  parentPort?.close();
}
