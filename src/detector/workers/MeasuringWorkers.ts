import { Worker } from 'node:worker_threads';
import { RgbImage } from '../../core/image/index.ts';
import { Grid, type Matrix } from '../../core/tensor/index.ts';
import { NominalError, nominalError } from '../../errors/index.ts';
import { compiledScript } from '../../files/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { InspectionFailure } from '../Inspection.ts';
import { inOrder } from '../inOrder.ts';
import type { MeasuredSource } from '../measureExtracted.ts';
import type {
  MeasureAnswer,
  MeasureRequest,
  MeasuringWorkerData,
  SharedMatrix,
} from './messages.ts';

/** Images given to each worker at a time: the next is there when one is done. */
const IMAGES_PER_WORKER = 2;

/** What the workers measure with. */
export interface MeasuringOptions extends Pick<
  MeasuringWorkerData,
  'config' | 'runtime' | 'activationRanges' | 'framing'
> {
  /** How many, at least 1. */
  readonly workers: number;
  readonly bank: Matrix;
  readonly axes: Matrix;
}

/**
 * Threads that measure images side by side, each with a network and a copy of the memory bank. One
 * thread a core uses the cores better than all cores for one image after the other, because much of
 * an inspection, such as decoding, does not divide (decision 009).
 */
export class MeasuringWorkers {
  readonly #workers: readonly MeasuringWorker[];

  constructor({ workers, bank, axes, ...data }: MeasuringOptions) {
    const shared = { ...data, bank: share(bank), axes: share(axes) };
    this.#workers = Array.from({ length: workers }, () => new MeasuringWorker(shared));
  }

  /**
   * Measures images, in order; one that cannot be read is reported in its place.
   *
   * @throws NominalError `WORKER_FAILED` if a thread ends.
   */
  measureAll(
    sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  ): AsyncGenerator<MeasuredSource | InspectionFailure> {
    return inOrder(sources, IMAGES_PER_WORKER * this.#workers.length, (source) =>
      this.#workers
        .reduce((best, worker) => (worker.waiting < best.waiting ? worker : best))
        .measure(source),
    );
  }

  /** Ends the threads once they have measured what they were given. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}

interface Waiting {
  readonly path: string | null;
  readonly resolve: (answer: MeasuredSource | InspectionFailure) => void;
  readonly reject: (error: NominalError) => void;
}

class MeasuringWorker {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  #failure: NominalError | null = null;

  constructor(workerData: MeasuringWorkerData) {
    const script = compiledScript('./measuringWorker.js', import.meta.url);
    this.#worker = new Worker(script, { workerData });
    this.#worker.on('message', (answer: MeasureAnswer) => this.#receive(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) =>
      this.#worker.once('exit', () => {
        this.#fail(undefined);
        resolve();
      }),
    );
    // Only an image that is under way keeps the process from ending.
    this.#worker.unref();
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  measure(source: ImageSource): Promise<MeasuredSource | InspectionFailure> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const path = typeof source === 'string' ? source : null;
      this.#waiting.push({ path, resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ source } satisfies MeasureRequest);
    });
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage(null satisfies MeasureRequest);
    await this.#ended;
  }

  #receive(answer: MeasureAnswer): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ('measured' in answer) first?.resolve(withClasses(answer.measured));
    else first?.resolve({ path: first.path, error: nominalError(answer.error) });
  }

  #fail(cause: unknown): void {
    this.#failure ??= new NominalError('WORKER_FAILED', {
      what: 'a thread that measures images has ended',
      received: cause instanceof Error ? cause.message : 'no error',
      remedy: 'Memory may be short: use fewer workers',
      cause,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

function share({ rows, columns, data }: Matrix): SharedMatrix {
  const shared = new SharedArrayBuffer(data.byteLength);
  new Float32Array(shared).set(data);
  return { rows, columns, data: shared };
}

/** What comes from another thread has lost its classes. */
function withClasses(measured: MeasuredSource): MeasuredSource {
  const { image, searched } = measured;
  const { height, width, data } = searched.patchScores;
  return {
    ...measured,
    image: new RgbImage(image.height, image.width, image.data),
    searched: { ...searched, patchScores: new Grid(height, width, data) },
  };
}
