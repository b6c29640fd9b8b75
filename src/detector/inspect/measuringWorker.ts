// A thread that measures images in parallel with others: see MeasuringWorkers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { Matrix } from '../../core/tensor/index.ts';
import { NominalError, plainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import { measureExtracted } from '../scoring/measureExtracted.ts';
import { Pipeline } from '../features/Pipeline.ts';
import { Scorer } from '../scoring/Scorer.ts';
import type { MeasureAnswer, MeasureRequest, MeasuringWorkerData } from './measuringMessages.ts';
import { sharedMatrix, type ThreadMessage } from '../../async/threads/index.ts';
import { giveSigns } from '../../watchdog/index.ts';

const { config, runtime, activationRanges, framing, bank, axes } =
  workerData as MeasuringWorkerData;
const pipeline = await Pipeline.open(config, runtime, activationRanges, framing);
// ONNX Runtime does not accept shared memory, so the axes are copied.
const { rows, columns, data } = sharedMatrix(axes);
const ownAxes = new Matrix(rows, columns, data.slice());
const scorer = await Scorer.build(sharedMatrix(bank), config, pipeline.products, {
  axes: ownAxes,
});

giveSigns(() => parentPort?.postMessage({ type: 'alive' } satisfies ThreadMessage<never>));

let turn = Promise.resolve();
parentPort?.on('message', (request: MeasureRequest | null) => {
  turn = turn.then(() => (request === null ? end() : answer(request.source)));
});

async function answer(source: ImageSource): Promise<void> {
  try {
    const [extracted] = await pipeline.extract([await pipeline.prepare(source)]);
    const measured = await measureExtracted(extracted, scorer, pipeline);
    const { source: own, searched } = measured;
    const views = [own.image.data, searched.patchScores.data, searched.nearestRows];
    send({ measured }, [...new Set(views.flatMap(({ buffer }) => movable(buffer)))]);
  } catch (error) {
    if (!(error instanceof NominalError)) throw error;
    send({ error: plainError(error) }, []);
  }
}

function send(answer: MeasureAnswer, moved: ArrayBuffer[]): void {
  parentPort?.postMessage({ answer } satisfies ThreadMessage<MeasureAnswer>, moved);
}

function movable(buffer: ArrayBufferLike): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

async function end(): Promise<void> {
  await pipeline.close();
  parentPort?.close();
}
