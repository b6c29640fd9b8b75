// Programs that name a library of their own, such as ES2023 alone, have no disposal in it.
/// <reference lib="esnext.disposable" preserve="true" />
import { checkOptions, type OptionKinds } from '../config/checkOptions.ts';
import type { FitOptions } from '../config/index.ts';
import { NominalError, nominalError } from '../errors/index.ts';
import type { JobOptions } from '../progress.ts';
import { PATIENT_SILENCE_MS, Watchdog } from '../watchdog/Watchdog.ts';
import { packageFiles, workerAddress } from './files.ts';
import type {
  Answer,
  BrowserImage,
  BrowserInspection,
  DetectorFacts,
  Envelope,
  Request,
  Results,
} from './messages.ts';

export type { FitOptions } from '../config/index.ts';
export { type ErrorCode, NominalError } from '../errors/index.ts';
export type { RawFrame } from '../image/index.ts';
export type { JobOptions, Progress } from '../progress.ts';
export type { BrowserImage, BrowserInspection, BrowserRegion, DetectorFacts } from './messages.ts';

/** How a detector is opened in a page. */
export interface BrowserOptions {
  /**
   * Address of the worker's script, `worker.js` of the package's folder `dist/browser`, on the page's own
   * origin: the folder's other files are then looked for beside it. Without one all are looked for beside
   * this module, where bundlers put them.
   */
  readonly worker?: string | URL;
  /**
   * Silence in milliseconds after which a worker that has something to do is taken for stuck, and ended; what was
   * asked of it fails with `WORKER_FAILED`. By default ten minutes.
   */
  readonly stuckAfterMs?: number;
}

/** Options of {@link BrowserDetector.load}. */
export interface LoadOptions extends BrowserOptions {
  /** Name of the backbone under `backbones/` beside the worker, where it is not the one that the model names. */
  readonly backbone?: string;
}

const browserOptions: OptionKinds<BrowserOptions> = { worker: 'any', stuckAfterMs: 'number' };

const loadOptions: OptionKinds<LoadOptions> = { ...browserOptions, backbone: 'string' };

const jobOptions: OptionKinds<JobOptions> = { signal: 'signal', onProgress: 'function' };

interface Waiting {
  readonly resolve: (result: Results[keyof Results]) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: JobOptions['onProgress'];
}

/**
 * The library's detector in a Web Worker, on ONNX Runtime's WebAssembly. Images are decoded by the
 * browser and never leave the machine. The worker holds the model until it is closed; `using` closes it
 * at the end of its block.
 */
export class BrowserDetector implements Disposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stuckAfterMs: number;
  /** Null while the worker has nothing to do. */
  #watchdog: Watchdog | null = null;
  #facts: DetectorFacts | null = null;
  #requests = 0;
  #closed = false;

  private constructor({ worker, stuckAfterMs = PATIENT_SILENCE_MS }: BrowserOptions) {
    this.#stuckAfterMs = stuckAfterMs;
    // A variable, so that bundlers copy the script as it is and bundle it no second time.
    const address = worker ?? workerAddress();
    this.#worker = new Worker(address, { type: 'module', name: 'nominal' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.#receive(data);
    });
    this.#worker.addEventListener('error', (event) => {
      this.#fail(
        new NominalError('WORKER_FAILED', {
          what: `the worker failed: ${event.message || `${String(address)} cannot be loaded`}`,
          remedy:
            "Copy the package's folder dist/browser to the page's own origin and name its worker.js as { worker }",
        }),
      );
    });
    if (worker === undefined) this.#post({ id: this.#requests++, request: begin() });
  }

  /**
   * Learns from images of good parts, as `fit` of the library does.
   *
   * @throws NominalError as the library's, and `CANCELLED`.
   */
  static async fit(
    images: readonly BrowserImage[],
    options: FitOptions = {},
    job: JobOptions = {},
    where: BrowserOptions = {},
  ): Promise<BrowserDetector> {
    checkOptions(job, jobOptions, 'BrowserDetector.fit');
    checkOptions(where, browserOptions, 'BrowserDetector.fit');
    for (const image of refuseNoList(images)) refuseNoImage(image);
    const detector = new BrowserDetector(where);
    return detector.#opened(detector.#ask({ kind: 'fit', images, options }, job));
  }

  /**
   * Loads a model file of `nominal fit`, whose backbone must lie beside the worker, or a file of
   * `nominal export`, which needs none.
   *
   * @throws NominalError `MODEL_DAMAGED`, `EXPORT_DAMAGED`, `BACKBONE_NOT_FOUND` and others.
   */
  static async load(file: Blob, options: LoadOptions = {}): Promise<BrowserDetector> {
    checkOptions(options, loadOptions, 'BrowserDetector.load');
    if (!(file instanceof Blob)) throw noModel(file);
    const { backbone, ...where } = options;
    const detector = new BrowserDetector(where);
    return detector.#opened(detector.#ask({ kind: 'load', file, backbone }, {}));
  }

  /** What is known of the model. */
  get facts(): DetectorFacts {
    if (this.#facts === null) throw new RangeError('the detector is not open');
    return this.#facts;
  }

  /** Inspects one image. @throws NominalError of an image that cannot be read, or `CLOSED`. */
  async inspect(image: BrowserImage): Promise<BrowserInspection> {
    refuseNoImage(image);
    const inspection = await this.#ask({ kind: 'inspect', image }, {});
    return { ...inspection, toJSON: () => figuresOf(inspection) };
  }

  /** Sets another false-reject rate, in (0, 1). @throws NominalError `CONFIG_INVALID`. */
  async setFalseRejectRate(falseRejectRate: number): Promise<void> {
    this.#facts = await this.#ask({ kind: 'setFalseRejectRate', falseRejectRate }, {});
  }

  /** The model as a file: of a fitted one what `nominal inspect` and the station take, of an exported one itself. */
  async save(): Promise<Blob> {
    return new Blob([await this.#ask({ kind: 'save' }, {})]);
  }

  /** Ends the worker and lets its memory go; what is under way is lost. A second call does nothing. */
  close(): void {
    this.#closed = true;
    this.#worker.terminate();
    this.#fail(
      nominalError({ code: 'CANCELLED', message: 'the detector was closed', details: {} }),
    );
  }

  /** The same, at the end of the block of `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #opened(facts: Promise<DetectorFacts>): Promise<this> {
    try {
      this.#facts = await facts;
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #ask<Kind extends Request['kind']>(
    request: Extract<Request, { readonly kind: Kind }>,
    { signal, onProgress }: JobOptions,
  ): Promise<Results[Kind]> {
    // Nothing answers any more.
    if (this.#closed) return Promise.reject(closedError());
    const id = this.#requests++;
    const cancel = () => {
      this.#post({ id: this.#requests++, request: { kind: 'cancel', job: id } });
    };
    const answered = new Promise<Results[Kind]>((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (result) => {
          resolve(result as Results[Kind]);
        },
        reject,
        onProgress,
      });
      this.#watchdog ??= new Watchdog(this.#stuckAfterMs, () => {
        this.#endStuck();
      });
      this.#post({ id, request });
      if (signal?.aborted === true) cancel();
      signal?.addEventListener('abort', cancel);
    });
    return answered.finally(() => signal?.removeEventListener('abort', cancel));
  }

  #post(envelope: Envelope): void {
    this.#worker.postMessage(envelope);
  }

  #receive(answer: Answer): void {
    this.#watchdog?.heard();
    if ('alive' in answer) return;
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if ('progress' in answer) {
      waiting.onProgress?.(answer.progress);
      return;
    }
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#stopWatching();
    if ('error' in answer) waiting.reject(nominalError(answer.error));
    else waiting.resolve(answer.result);
  }

  #endStuck(): void {
    this.#worker.terminate();
    this.#fail(
      nominalError({
        code: 'WORKER_FAILED',
        message: `the worker gave no sign of life for ${this.#stuckAfterMs / 1000} s, and was ended`,
        details: {},
      }),
    );
  }

  #stopWatching(): void {
    this.#watchdog?.stop();
    this.#watchdog = null;
  }

  #fail(error: unknown): void {
    this.#stopWatching();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** All but the pixels. */
function figuresOf({
  height,
  width,
  imageScore,
  pValue,
  tailPValue,
  threshold,
  verdict,
  regions,
  inspectMs,
}: Results['inspect']) {
  const scores = { imageScore, pValue, tailPValue, threshold, verdict };
  return { height, width, ...scores, regions, inspectMs };
}

function begin(): Request {
  return { kind: 'begin', files: packageFiles() };
}

function closedError(): NominalError {
  return new NominalError('CLOSED', {
    what: 'the detector was closed',
    remedy: 'Close it once nothing is to be inspected any more, or load it again',
  });
}

/** A caller in JavaScript has no compiler to say so. @throws NominalError `CONFIG_INVALID`. */
function refuseNoList(images: readonly BrowserImage[]): readonly BrowserImage[] {
  if (Array.isArray(images)) return images as readonly BrowserImage[];
  throw new NominalError('CONFIG_INVALID', {
    what: 'these are no images',
    expected: 'an array of Blobs, Files or raw frames',
    received: typeof images,
    remedy: 'Of what an <input> or a drop gives, take [...files]',
  });
}

/** What a worker cannot be sent, or reads no image from. @throws NominalError `IMAGE_UNREADABLE`. */
function refuseNoImage(image: BrowserImage): void {
  const isObject = typeof image === 'object' && (image as unknown) !== null;
  if (!isObject || !(image instanceof Blob || 'data' in image)) throw noImage(image);
}

function noImage(received: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    what: 'this is no image',
    expected: 'a Blob, a File or a raw frame',
    received: typeof received,
    remedy: 'Of the bytes of a file make a Blob: new Blob([bytes])',
  });
}

function noModel(received: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    what: 'this is no model file',
    expected: 'a Blob or a File',
    received: typeof received,
    remedy: 'Of the bytes of a file make a Blob: new Blob([bytes])',
  });
}
