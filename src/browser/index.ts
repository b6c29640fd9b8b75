// Programs that set their own `lib`, such as ES2023, lack the types of disposal.
/// <reference lib="esnext.disposable" preserve="true" />
import { checkOptions, type OptionKinds } from '../config/checkOptions.ts';
import type { FitOptions } from '../config/index.ts';
import { NominalError, nominalError } from '../errors/index.ts';
import type { JobOptions } from '../progress.ts';
import { PATIENT_SILENCE_MS, Watchdog } from '../watchdog/Watchdog.ts';
import type {
  Answer,
  BrowserImage,
  BrowserInspection,
  DetectorFacts,
  Envelope,
  Request,
  Results,
} from './messages.ts';
import { packageFiles, workerAddress } from './packageFiles.ts';

export type { FitOptions } from '../config/index.ts';
export type { DriftState, RejectState } from '../core/calibration/index.ts';
export type { Region } from '../core/regions/index.ts';
export type { ImageWarning } from '../decision/index.ts';
export { type ErrorCode, NominalError } from '../errors/index.ts';
export type { RawFrame } from '../image/index.ts';
export type { JobOptions, Progress } from '../progress.ts';
export type { BrowserImage, BrowserInspection, DetectorFacts } from './messages.ts';

/** How a detector is opened in a page. */
export interface BrowserOptions {
  /**
   * Address of the worker's script, `worker.js` of the package's folder `dist/browser`, on the page's own
   * origin; the folder's other files are then expected next to it. Without an address, all files are
   * expected next to this module, where bundlers put them.
   */
  readonly worker?: string | URL;
  /**
   * Silence in milliseconds after which a busy worker is considered stuck and is terminated; its requests
   * fail with `WORKER_FAILED`. Default ten minutes.
   */
  readonly stuckAfterMs?: number;
}

/** Options of {@link BrowserDetector.load}. */
export interface LoadOptions extends BrowserOptions {
  /** Name of the backbone under `backbones/` next to the worker; default the one that the model names. */
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
 * The library's detector in a Web Worker, on ONNX Runtime's WebAssembly. The browser decodes the images,
 * and they never leave the machine. The worker holds the model until the detector is closed; `using`
 * closes it at the end of its block.
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
    // A variable, so that bundlers copy the script unchanged and do not bundle it a second time.
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
   * Fits a detector from images of good parts, like `fit` of the library.
   *
   * @throws NominalError as `fit` of the library does, including `CANCELLED`.
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
   * Loads a model file of `nominal fit`, whose backbone must be next to the worker, or a file of
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

  /** Properties of the model. */
  get facts(): DetectorFacts {
    if (this.#facts === null) throw new RangeError('the detector is not open');
    return this.#facts;
  }

  /** Inspects one image. @throws NominalError for an image that cannot be read, or `CLOSED`. */
  async inspect(image: BrowserImage): Promise<BrowserInspection> {
    refuseNoImage(image);
    const inspection = await this.#ask({ kind: 'inspect', image }, {});
    return { ...inspection, toJSON: () => figuresOf(inspection) };
  }

  /**
   * Sets another false-reject rate, in (0, 1).
   *
   * @param extrapolate whether a tail model sets the threshold if the good images do not resolve the rate;
   *   by default as before.
   * @throws NominalError `CONFIG_INVALID`.
   */
  async setFalseRejectRate(falseRejectRate: number, extrapolate?: boolean): Promise<void> {
    this.#facts = await this.#ask({ kind: 'setFalseRejectRate', falseRejectRate, extrapolate }, {});
  }

  /** The model as a file: for a fitted model a file for `nominal inspect` and the station, for an exported file itself. */
  async save(): Promise<Blob> {
    return new Blob([await this.#ask({ kind: 'save' }, {})]);
  }

  /** Terminates the worker and frees its memory; work in progress is lost. A second call does nothing. */
  close(): void {
    this.#closed = true;
    this.#worker.terminate();
    this.#fail(
      nominalError({ code: 'CANCELLED', message: 'the detector was closed', details: {} }),
    );
  }

  /** Closes the detector at the end of a `using` block, like `close`. */
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
    // The worker no longer answers.
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

/** The inspection without pixels. */
function figuresOf({
  height,
  width,
  imageScore,
  pValue,
  tailPValue,
  threshold,
  verdict,
  regions,
  warnings,
  drift,
  rejects,
  cause,
  inspectMs,
}: Results['inspect']) {
  const scores = { imageScore, pValue, tailPValue, threshold, verdict };
  const watched = { warnings, drift, rejects, cause };
  return { height, width, ...scores, regions, ...watched, inspectMs };
}

function begin(): Request {
  return { kind: 'begin', files: packageFiles() };
}

function closedError(): NominalError {
  return new NominalError('CLOSED', {
    what: 'the detector was closed',
    remedy: 'Close it only after the last inspection, or load it again',
  });
}

/** Checks what the compiler checks only for callers in TypeScript. @throws NominalError `CONFIG_INVALID`. */
function refuseNoList(images: readonly BrowserImage[]): readonly BrowserImage[] {
  if (Array.isArray(images)) return images as readonly BrowserImage[];
  throw new NominalError('CONFIG_INVALID', {
    what: 'these are not images',
    expected: 'an array of Blobs, Files or raw frames',
    received: typeof images,
    remedy: 'Convert the files of an <input> or a drop with [...files]',
  });
}

/** Refuses values that cannot be sent to a worker or hold no image. @throws NominalError `IMAGE_UNREADABLE`. */
function refuseNoImage(image: BrowserImage): void {
  const isObject = typeof image === 'object' && (image as unknown) !== null;
  if (!isObject || !(image instanceof Blob || 'data' in image)) throw noImage(image);
}

function noImage(received: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    what: 'this is not an image',
    expected: 'a Blob, a File or a raw frame',
    received: typeof received,
    remedy: 'Make a Blob of the bytes of a file: new Blob([bytes])',
  });
}

function noModel(received: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    what: 'this is not a model file',
    expected: 'a Blob or a File',
    received: typeof received,
    remedy: 'Make a Blob of the bytes of a file: new Blob([bytes])',
  });
}
