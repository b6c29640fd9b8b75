// Programs that set their own `lib`, such as ES2023, lack the types of disposal.
/// <reference lib="esnext.disposable" preserve="true" />
import { join } from 'node:path';
import { checkOptions, type OptionKinds } from '../config/index.ts';
import type { RateSupport } from '../core/calibration/index.ts';
import { type Route, route } from '../core/routing/index.ts';
import {
  closedError,
  closeImages,
  Detector,
  type DetectorOptions,
  type Images,
  type Inspection,
  type InspectionFailure,
  type InspectionJson,
  jobOptions,
  openImages,
} from '../detector/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import type { ImageSource } from '../image/index.ts';
import type { JobOptions } from '../progress.ts';
import { type FamilyRouter, modelFileOf, unknownSupport } from './FamilyRouter.ts';
import { openRouting, type Routing } from './openRouting.ts';
import { readRouter } from './routerFile.ts';

/** How an image was routed. */
export interface RoutedImage extends Omit<Route, 'product'> {
  /** The product whose good images it is nearest to. */
  readonly product: string;
  /**
   * How well that product's number of images supports the rate at which good parts are taken for
   * unknown; a limit that lacks images (`moreImages`) is extrapolated.
   */
  readonly support: RateSupport;
}

/** The result of a family for one image. */
export type FamilyInspection = RoutedImage & {
  /** The form that `JSON.stringify` writes and the command line prints, without pixels. */
  readonly toJSON: () => FamilyInspectionJson;
} & (
    | { readonly known: true; readonly inspection: Inspection }
    | { readonly known: false; readonly path: string | null }
  );

/** A {@link FamilyInspection} as JSON: one flat object of figures. */
export type FamilyInspectionJson = {
  readonly routing: Pick<RoutedImage, 'distance' | 'pValue'> & {
    /** The product whose good images it is nearest to. */
    readonly nearest: string;
    /** Whether the limit for unknown products is extrapolated because the product has too few images. */
    readonly extrapolated: boolean;
  };
} & (
  | ({ readonly product: string } & InspectionJson)
  | {
      readonly product: null;
      readonly path: string | null;
      readonly verdict: 'unknown-product';
    }
);

/** How a family is opened on this machine. */
export interface FamilyOptions extends Pick<
  DetectorOptions,
  'runtime' | 'falseRejectRate' | 'extrapolate'
> {
  /** Maximum number of detectors in memory; the most recently used are kept; default 8. */
  readonly maxDetectors?: number;
}

const familyOptions: OptionKinds<FamilyOptions> = {
  runtime: 'any',
  falseRejectRate: 'any',
  extrapolate: 'boolean',
  maxDetectors: 'number',
};

const MAX_DETECTORS = 8;

/**
 * A family of products: it recognizes the product that an image shows and inspects the image with that
 * product's model. Models are opened when they are first needed. Use it for one image at a time.
 */
export class Family implements AsyncDisposable {
  readonly #folder: string;
  readonly #family: FamilyRouter;
  readonly #routing: Routing;
  readonly #options: FamilyOptions;
  readonly #support: readonly RateSupport[];
  /** Detectors by product, the most recently used last. */
  readonly #detectors = new Map<string, Detector>();
  /** Set once the family is closed. */
  #closing: Promise<void> | null = null;

  private constructor(
    folder: string,
    family: FamilyRouter,
    routing: Routing,
    options: FamilyOptions,
  ) {
    this.#folder = folder;
    this.#family = family;
    this.#routing = routing;
    this.#options = options;
    this.#support = unknownSupport(family);
  }

  /**
   * Opens the folder that a family was fitted to.
   *
   * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `BACKBONE_NOT_FOUND`, or `BACKBONE_MISMATCH` if
   *   the default backbone is not the one that its images were described with.
   *
   * @example
   * ```ts
   * import { Family } from 'nominal-vision';
   *
   * const family = await Family.open('family');
   * const result = await family.inspect('new.png');
   * if (result.known) console.log(result.product, result.inspection.verdict);
   * await family.close();
   * ```
   */
  static async open(folder: string, options: FamilyOptions = {}): Promise<Family> {
    checkOptions(options, familyOptions, 'Family.open');
    const family = await readRouter(folder);
    const routing = await openRouting(options.runtime);
    if (routing.backboneSha256 !== family.backboneSha256) {
      await routing.close();
      throw new NominalError('BACKBONE_MISMATCH', {
        what: `the images of ${folder} were described with another default backbone`,
        expected: `a network with SHA-256 ${family.backboneSha256}`,
        received: routing.backboneSha256,
        remedy: 'Fit the family again with this version',
      });
    }
    return new Family(folder, family, routing, options);
  }

  /** Names of the products. */
  get products(): readonly string[] {
    return this.#family.names;
  }

  /** Recognizes the product that an image shows. @throws NominalError for an image that cannot be read. */
  async route(source: ImageSource): Promise<RoutedImage> {
    this.#refuseClosed();
    try {
      const found = route(this.#family.router, await this.#routing.describe(source));
      const support = this.#support[found.product];
      return { ...found, product: this.products[found.product], support };
    } catch (error) {
      // Closing the family during the work makes ONNX Runtime fail with its own errors.
      if (error instanceof NominalError || this.#closing === null) throw error;
      throw closedError('family', error);
    }
  }

  /** Routes and inspects one image. @throws NominalError for an image that cannot be read, or for the product's model. */
  async inspect(source: ImageSource): Promise<FamilyInspection> {
    const routed = await this.route(source);
    const { product, distance, pValue, support } = routed;
    const extrapolated = support.moreImages > 0;
    const routing = { nearest: product, distance, pValue, extrapolated };
    if (!routed.known) {
      const path = pathOf(source);
      const toJSON = () => ({ product: null, routing, path, verdict: 'unknown-product' }) as const;
      return { ...routed, known: false, path, toJSON };
    }
    const detector = await this.detectorOf(product);
    const inspection = await detector.inspect(source);
    const toJSON = () => ({ product, routing, ...inspection.toJSON() });
    return { ...routed, known: true, inspection, toJSON };
  }

  /**
   * Routes and inspects images in order. An image that cannot be read is reported at its position and
   * does not stop the others. If a stream stalls, an abort ends the wait for its next image.
   *
   * @throws NominalError `CANCELLED`, `CLOSED`, for a folder without images, or for a product's model.
   */
  async *inspectAll(
    images: Images,
    job: JobOptions = {},
  ): AsyncGenerator<FamilyInspection | InspectionFailure> {
    checkOptions(job, jobOptions, 'inspectAll');
    this.#refuseClosed();
    const { signal, onProgress } = job;
    const sources = await openImages(images, signal);
    const known = Array.isArray(sources) ? sources.length : undefined;
    let doneImages = 0;
    try {
      for await (const source of sources) {
        throwIfCancelled(signal);
        yield await this.#inspectOrFail(source);
        doneImages++;
        onProgress?.({ phase: 'inspect', doneImages, totalImages: known ?? doneImages });
      }
      throwIfCancelled(signal);
    } finally {
      await closeImages(sources);
    }
  }

  async #inspectOrFail(source: ImageSource): Promise<FamilyInspection | InspectionFailure> {
    try {
      return await this.inspect(source);
    } catch (error) {
      if (!(error instanceof NominalError) || !ofImage.has(error.code)) throw error;
      return { path: pathOf(source), error };
    }
  }

  /** The detector of a product; the family keeps ownership of it. @throws NominalError for its model. */
  async detectorOf(product: string): Promise<Detector> {
    this.#refuseClosed();
    const known = this.#detectors.get(product);
    if (known !== undefined) {
      this.#detectors.delete(product);
      this.#detectors.set(product, known);
      return known;
    }
    const { maxDetectors = MAX_DETECTORS, ...options } = this.#options;
    const [oldest] = this.#detectors;
    if (oldest !== undefined && this.#detectors.size >= maxDetectors) {
      this.#detectors.delete(oldest[0]);
      await oldest[1].close();
    }
    const detector = await Detector.load(join(this.#folder, modelFileOf(product)), options);
    this.#detectors.set(product, detector);
    return detector;
  }

  /** Frees the memory of the networks; the family can no longer inspect. A second call does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  /** Closes the family at the end of an `await using` block, like `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refuseClosed(): void {
    if (this.#closing !== null) throw closedError('family');
  }

  async #release(): Promise<void> {
    for (const detector of this.#detectors.values()) await detector.close();
    this.#detectors.clear();
    await this.#routing.close();
  }
}

/** Errors that concern only one image. */
const ofImage: ReadonlySet<string> = new Set([
  'INPUT_NOT_FOUND',
  'IMAGE_UNREADABLE',
  'IMAGE_UNSUPPORTED',
  'IMAGE_TOO_LARGE',
  'IMAGE_TOO_SMALL',
  'ROI_MISMATCH',
]);

function pathOf(source: ImageSource): string | null {
  return typeof source === 'string' ? source : null;
}
