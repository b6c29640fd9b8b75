import type { FitOptions } from '../config/index.ts';
import { nominalError } from '../errors/index.ts';
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

export type { FitOptions } from '../config/index.ts';
export { type ErrorCode, NominalError } from '../errors/index.ts';
export type { RawFrame } from '../image/ImageSource.ts';
export type { JobOptions, Progress } from '../progress.ts';
export type { BrowserImage, BrowserInspection, BrowserRegion, DetectorFacts } from './messages.ts';

/** How a detector is opened in a page. */
export interface BrowserOptions {
  /** Address of the worker's script, `worker.js` of the package's folder `dist/browser`, on the page's own origin. */
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

interface Waiting {
  readonly resolve: (result: Results[keyof Results]) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: JobOptions['onProgress'];
}

/**
 * The library's detector in a Web Worker, on ONNX Runtime's WebAssembly. Images are decoded by the
 * browser and never leave the machine. The worker holds the model until it is closed.
 */
export class BrowserDetector {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stuckAfterMs: number;
  /** Null while the worker has nothing to do. */
  #watchdog: Watchdog | null = null;
  #facts: DetectorFacts | null = null;
  #requests = 0;

  private constructor({ worker, stuckAfterMs = PATIENT_SILENCE_MS }: BrowserOptions) {
    this.#stuckAfterMs = stuckAfterMs;
    // The address is left as it is by bundlers: worker.js lies beside this file.
    const beside = new URL(/* @vite-ignore */ './worker.js', import.meta.url);
    this.#worker = new Worker(worker ?? beside, { type: 'module', name: 'nominal' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.#receive(data);
    });
    this.#worker.addEventListener('error', (event) => {
      const message = event.message || 'its script cannot be loaded';
      this.#fail(
        nominalError({
          code: 'WORKER_FAILED',
          message: `the worker failed: ${message}`,
          details: {},
        }),
      );
    });
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
    const detector = new BrowserDetector(where);
    return detector.#opened(detector.#ask({ kind: 'fit', images, options }, job));
  }

  /**
   * Loads a model file of `nominal fit`, whose backbone must lie beside the worker, or a file of
   * `nominal export`, which needs none.
   *
   * @throws NominalError `MODEL_DAMAGED`, `EXPORT_DAMAGED`, `BACKBONE_NOT_FOUND` and others.
   */
  static async load(
    file: Blob,
    { backbone, ...where }: LoadOptions = {},
  ): Promise<BrowserDetector> {
    const detector = new BrowserDetector(where);
    return detector.#opened(detector.#ask({ kind: 'load', file, backbone }, {}));
  }

  /** What is known of the model. */
  get facts(): DetectorFacts {
    if (this.#facts === null) throw new RangeError('the detector is not open');
    return this.#facts;
  }

  /** Inspects one image. @throws NominalError of an image that cannot be read. */
  inspect(image: BrowserImage): Promise<BrowserInspection> {
    return this.#ask({ kind: 'inspect', image }, {});
  }

  /** Sets another false-reject rate, in (0, 1). @throws NominalError `CONFIG_INVALID`. */
  async setFalseRejectRate(falseRejectRate: number): Promise<void> {
    this.#facts = await this.#ask({ kind: 'setFalseRejectRate', falseRejectRate }, {});
  }

  /** The model as a file: of a fitted one what `nominal inspect` and the station take, of an exported one itself. */
  async save(): Promise<Blob> {
    return new Blob([await this.#ask({ kind: 'save' }, {})]);
  }

  /** Ends the worker and lets its memory go; what is under way is lost. */
  close(): void {
    this.#worker.terminate();
    this.#fail(
      nominalError({ code: 'CANCELLED', message: 'the detector was closed', details: {} }),
    );
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
