// Programs that name a library of their own, such as ES2023 alone, have no disposal in it.
/// <reference lib="esnext.disposable" preserve="true" />
import { join } from 'node:path';
import type { RateSupport } from '../core/calibration/index.ts';
import { checkOptions, type OptionKinds } from '../config/index.ts';
import { readRegularFile } from '../files/index.ts';
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
import { decodeRouter } from './decodeRouter.ts';
import { type FamilyRouter, modelFileOf, ROUTER_FILE, unknownSupport } from './FamilyRouter.ts';
import { openRouting, type Routing } from './openRouting.ts';

/** How an image was routed. */
export interface RoutedImage extends Omit<Route, 'product'> {
  /** The product whose good images it is nearest to. */
  readonly product: string;
  /**
   * What that product's number of images says of the rate at which good parts are taken for unknown; a
   * limit for which images are missing (`moreImages`) is extrapolated.
   */
  readonly support: RateSupport;
}

/** What a family says of one image. */
export type FamilyInspection = RoutedImage & {
  /** What `JSON.stringify` writes, and the command line prints: no pixels. */
  readonly toJSON: () => FamilyInspectionJson;
} & (
    | { readonly known: true; readonly inspection: Inspection }
    | { readonly known: false; readonly path: string | null }
  );

/** What it says as JSON: one flat object of figures. */
export type FamilyInspectionJson = {
  readonly routing: Pick<RoutedImage, 'distance' | 'pValue'> & {
    /** The product whose good images it is nearest to. */
    readonly nearest: string;
    /** Whether the limit for unknown products is extrapolated: the product has too few images. */
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
export interface FamilyOptions extends Pick<DetectorOptions, 'runtime' | 'falseRejectRate'> {
  /** Detectors that are kept in memory at once, the last used; by default 8. */
  readonly maxDetectors?: number;
}

const familyOptions: OptionKinds<FamilyOptions> = {
  runtime: 'any',
  falseRejectRate: 'any',
  maxDetectors: 'number',
};

const MAX_DETECTORS = 8;

/**
 * A family of products: it finds out which product an image shows and inspects it with that product's
 * model. Models are opened when they are first wanted. One image at a time.
 */
export class Family implements AsyncDisposable {
  readonly #folder: string;
  readonly #family: FamilyRouter;
  readonly #routing: Routing;
  readonly #options: FamilyOptions;
  readonly #support: readonly RateSupport[];
  /** By product, the last used last. */
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
   *   the default backbone is another one than its images were described with.
   */
  static async open(folder: string, options: FamilyOptions = {}): Promise<Family> {
    checkOptions(options, familyOptions, 'Family.open');
    const path = join(folder, ROUTER_FILE);
    const family = decodeRouter(await readRouter(path, folder), path);
    const routing = await openRouting(options.runtime);
    if (routing.backboneSha256 !== family.backboneSha256) {
      await routing.close();
      throw new NominalError('BACKBONE_MISMATCH', {
        what: `the images of ${folder} were described with another default backbone`,
        expected: `a network with SHA-256 ${family.backboneSha256}`,
        received: routing.backboneSha256,
        remedy: 'Fit the family anew with this version',
      });
    }
    return new Family(folder, family, routing, options);
  }

  /** Names of the products. */
  get products(): readonly string[] {
    return this.#family.names;
  }

  /** Which product an image shows. @throws NominalError of an image that cannot be read. */
  async route(source: ImageSource): Promise<RoutedImage> {
    this.#refuseClosed();
    try {
      const found = route(this.#family.router, await this.#routing.describe(source));
      const support = this.#support[found.product];
      return { ...found, product: this.products[found.product], support };
    } catch (error) {
      // What is closed while it works fails with errors of ONNX Runtime.
      if (error instanceof NominalError || this.#closing === null) throw error;
      throw closedError('family', error);
    }
  }

  /** Routes and inspects one image. @throws NominalError of an image that cannot be read, or of the product's model. */
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
   * Routes and inspects images in order. One that cannot be read is reported in its place and does not
   * stop the others. A stream that stalls holds nobody up: an abort ends the wait for its next image.
   *
   * @throws NominalError `CANCELLED`, `CLOSED`, of a folder that holds no images, or of a product's model.
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

  /** The detector of a product, which stays the family's. @throws NominalError of its model. */
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

  /** Lets the networks' memory go; the family inspects no more. A second call does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  /** The same, at the end of the block of `await using`. */
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

/** What is the matter with one image alone. */
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

async function readRouter(path: string, folder: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${folder} holds no family of products`,
      expected: `its file ${ROUTER_FILE}`,
      remedy: 'Check the path, or write the family with "nominal fit --products"',
      cause,
    });
  }
}
