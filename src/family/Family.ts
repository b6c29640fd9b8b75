import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RateSupport } from '../core/calibration/index.ts';
import { type Route, route } from '../core/routing/index.ts';
import {
  Detector,
  type DetectorOptions,
  type Inspection,
  type InspectionFailure,
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
export type FamilyInspection =
  | (RoutedImage & { readonly known: true; readonly inspection: Inspection })
  | (RoutedImage & { readonly known: false; readonly path: string | null });

/** How a family is opened on this machine. */
export interface FamilyOptions extends Pick<DetectorOptions, 'runtime' | 'falseRejectRate'> {
  /** Detectors that are kept in memory at once, the last used; by default 8. */
  readonly maxDetectors?: number;
}

const MAX_DETECTORS = 8;

/**
 * A family of products: it finds out which product an image shows and inspects it with that product's
 * model. Models are opened when they are first wanted. One image at a time.
 */
export class Family {
  readonly #folder: string;
  readonly #family: FamilyRouter;
  readonly #routing: Routing;
  readonly #options: FamilyOptions;
  readonly #support: readonly RateSupport[];
  /** By product, the last used last. */
  readonly #detectors = new Map<string, Detector>();

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
    const found = route(this.#family.router, await this.#routing.describe(source));
    const support = this.#support[found.product];
    return { ...found, product: this.products[found.product], support };
  }

  /** Routes and inspects one image. @throws NominalError of an image that cannot be read, or of the product's model. */
  async inspect(source: ImageSource): Promise<FamilyInspection> {
    const routed = await this.route(source);
    if (!routed.known) return { ...routed, known: false, path: pathOf(source) };
    const detector = await this.detectorOf(routed.product);
    return { ...routed, known: true, inspection: await detector.inspect(source) };
  }

  /**
   * Routes and inspects images in order. One that cannot be read is reported in its place and does not
   * stop the others.
   *
   * @throws NominalError `CANCELLED`, or of a product's model.
   */
  async *inspectAll(
    sources: readonly ImageSource[],
    { signal, onProgress }: JobOptions = {},
  ): AsyncGenerator<FamilyInspection | InspectionFailure> {
    for (const [i, source] of sources.entries()) {
      throwIfCancelled(signal);
      yield await this.#inspectOrFail(source);
      onProgress?.({ phase: 'inspect', doneImages: i + 1, totalImages: sources.length });
    }
    throwIfCancelled(signal);
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

  /** Lets the networks' memory go. */
  async close(): Promise<void> {
    for (const detector of this.#detectors.values()) await detector.close();
    this.#detectors.clear();
    await this.#routing.close();
  }
}

/** What is the matter with one image alone. */
const ofImage: ReadonlySet<string> = new Set([
  'INPUT_NOT_FOUND',
  'IMAGE_UNREADABLE',
  'IMAGE_TOO_LARGE',
  'IMAGE_TOO_SMALL',
  'ROI_MISMATCH',
]);

function pathOf(source: ImageSource): string | null {
  return typeof source === 'string' ? source : null;
}

async function readRouter(path: string, folder: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${folder} holds no family of products`,
      expected: `its file ${ROUTER_FILE}`,
      remedy: 'Check the path, or write the family with "nominal fit --products"',
      cause,
    });
  }
}
