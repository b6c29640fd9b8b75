import {
  type ActivationRanges,
  type FeatureExtractor,
  inputMultiple,
  openBackbone,
  patchStride,
} from '../../backbone/index.ts';
import { decodeLimitsOf, type FitConfig, type RuntimeConfig } from '../../config/index.ts';
import {
  type ImageCopy,
  type PixelWindow,
  planCopies,
  rotationAbout,
} from '../../core/image/index.ts';
import {
  copyPlaces,
  type CopyView,
  type PatchPlaces,
  placesInScope,
  tilePlaces,
} from '../../core/patches/index.ts';
import { Registration } from '../../core/registration/index.ts';
import type { Matrix, MatrixProducts } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import { type Framing, plainFraming } from '../../model/index.ts';
import { ProductRuntime } from '../../backbone/ort/index.ts';
import { freeArray } from '../../freeArray.ts';
import type { ExtractedFeatures, ExtractedImage } from './ExtractedImage.ts';
import type { FeatureCache } from './FeatureCache.ts';
import {
  type AlignedPlan,
  networkInput,
  prepareCopy,
  type PreparedImage,
  prepareImage,
  type PrepareOptions,
} from './prepareImage.ts';
import { ScopeFinder } from './ScopeFinder.ts';

/** From image sources to patch features: decoding, preprocessing and the backbone, on this machine's threads. */
export class Pipeline {
  readonly backbone: FeatureExtractor;
  readonly config: FitConfig;
  readonly runtime: RuntimeConfig;
  /** The cache of features; null to compute them all. */
  readonly cache: FeatureCache | null;
  readonly #products: ProductRuntime;
  readonly #options: PrepareOptions;
  readonly #stride: number;
  readonly #scopes: ScopeFinder;
  /** How many of the images or tiles that share the memory of one run of the network are not freed yet. */
  readonly #sharing = new WeakMap<ArrayBufferLike, number>();

  private constructor(
    backbone: FeatureExtractor,
    products: ProductRuntime,
    config: FitConfig,
    runtime: RuntimeConfig,
    framing: Framing,
    cache: FeatureCache | null,
  ) {
    this.backbone = backbone;
    this.#products = products;
    this.config = config;
    this.runtime = runtime;
    this.cache = cache;
    this.#stride = patchStride(backbone);
    this.#scopes = new ScopeFinder(framing.roi, config.scopeShare);
    this.#options = prepareOptions(config, inputMultiple(backbone), runtime, framing);
  }

  /**
   * @param activationRanges for a network that runs in 8 bits.
   * @param cache of features of exactly this configuration and framing.
   * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, or `CONFIG_INVALID` for tiles that the
   *   network cannot take.
   */
  static async open(
    config: FitConfig,
    runtime: RuntimeConfig,
    activationRanges: ActivationRanges | null,
    framing: Framing = plainFraming,
    cache: FeatureCache | null = null,
  ): Promise<Pipeline> {
    const { threads, device } = runtime;
    const { backbone: name, taps, tapScales, pooling, dimension } = config;
    const backbone = await openBackbone({
      backbone: name,
      pooling,
      patchDimension: dimension,
      threads,
      activationRanges: activationRanges ?? undefined,
      device,
      ...(tapScales === undefined ? {} : { tapScales }),
      ...(taps === undefined ? {} : { taps }),
    });
    try {
      refuseTile(config.tile, inputMultiple(backbone));
      const products = await ProductRuntime.open(threads);
      return new Pipeline(backbone, products, config, runtime, framing, cache);
    } catch (error) {
      await backbone.close();
      throw error;
    }
  }

  /** Number of images to decode and extract together: one, if its tiles fill a batch. */
  get batchImages(): number {
    return this.config.tile === null ? this.runtime.batchImages : 1;
  }

  get products(): MatrixProducts {
    return this.#products;
  }

  /** @throws NominalError of a source that cannot be decoded, or is too small or too large. */
  prepare(source: ImageSource): Promise<PreparedImage> {
    return prepareImage(source, this.#options, this.backbone.manifest);
  }

  /**
   * Patch features of images; consecutive images whose network inputs have the same size go through the
   * network together.
   */
  async extract(images: readonly PreparedImage[]): Promise<ExtractedImage[]> {
    const extracted: ExtractedImage[] = [];
    for (let start = 0, end = 0; start < images.length; start = end) {
      while (end < images.length && sameInput(images[start], images[end])) end++;
      const batch = images.slice(start, end);
      extracted.push(...(await this.#extractBatch(batch)));
    }
    return extracted;
  }

  /**
   * Patch features of images, one after the other, for a caller that is done with one before it takes the
   * next. Only a device other than the CPU gains from running the network on several at once, whose features
   * are then all in memory.
   */
  async *extractEach(images: readonly PreparedImage[]): AsyncGenerator<ExtractedImage, undefined> {
    const batches = this.runtime.device === 'cpu' ? images.map((image) => [image]) : [images];
    for (const batch of batches) yield* await this.extract(batch);
    return undefined;
  }

  /**
   * Patch features of the changed copies of an image that are learned from in addition to it, one copy
   * after the other, each at the cell of the image that it comes from; none without augmentation.
   */
  async *extractCopies(image: ExtractedImage): AsyncGenerator<ExtractedFeatures> {
    const { augment } = this.config;
    for (const copy of augment === null ? [] : planCopies(image.shown, augment)) {
      const prepared = prepareCopy(image, copy, this.#options, this.backbone.manifest);
      const [{ parts }] = await this.extract([prepared]);
      yield* parts;
    }
  }

  /**
   * Frees patch features, for a caller that does not keep them: the memory that those of one run of the
   * network share, with the last of them.
   */
  free({ data }: Matrix): void {
    const left = (this.#sharing.get(data.buffer) ?? 1) - 1;
    this.#sharing.set(data.buffer, left);
    if (left === 0) freeArray(data);
  }

  async #extractBatch(batch: readonly PreparedImage[]): Promise<ExtractedImage[]> {
    const [{ source, tiles }] = batch;
    if (tiles !== null) return batch.map((image) => this.#tiled(image, tiles));
    const start = performance.now();
    const inputs = batch.map(({ tensor }) => tensor ?? new Float32Array(0));
    const { grid, features } = await this.#run(inputs, source.plan.input);
    const ms = (performance.now() - start) / batch.length;
    return batch.map((image, i) => ({
      ...withoutInput(image),
      parts: [this.#scoped(image, features[i], { grid, cells: null, weights: null })],
      extracting: { ms },
    }));
  }

  #tiled(image: PreparedImage, tiles: readonly PixelWindow[]): ExtractedImage {
    const extracting = { ms: 0 };
    const parts = this.#extractTiles(image, tiles, extracting);
    return { ...withoutInput(image), parts, extracting };
  }

  /** Extracts a batch of tiles at a time; each batch is a part. */
  async *#extractTiles(
    image: PreparedImage,
    tiles: readonly PixelWindow[],
    extracting: { ms: number },
  ): AsyncGenerator<ExtractedFeatures> {
    const { plan } = image.source;
    const stride = this.#stride;
    const grid = { height: plan.input.height / stride, width: plan.input.width / stride };
    const [{ height, width }] = tiles;
    for (let first = 0; first < tiles.length; first += this.runtime.batchImages) {
      const start = performance.now();
      const batch = tiles.slice(first, first + this.runtime.batchImages);
      const inputs = batch.map((tile) =>
        networkInput(image.shown, plan, this.backbone.manifest, tile),
      );
      const { grid: own, features } = await this.#run(inputs, { height, width });
      extracting.ms += performance.now() - start;
      for (const [i, { y, x }] of batch.entries()) {
        const window = { y: y / stride, x: x / stride, ...own };
        const places = tilePlaces(grid, window, this.config.overlap / stride);
        yield this.#scoped(image, features[i], places);
      }
    }
  }

  /** Runs the network on inputs of one size, and frees these. */
  async #run(inputs: readonly Float32Array[], { height, width }: PatchPlaces['grid']) {
    const size = 3 * height * width;
    const input = inputs.length === 1 ? inputs[0] : new Float32Array(inputs.length * size);
    if (inputs.length > 1) for (const [i, own] of inputs.entries()) input.set(own, i * size);
    const { features, gridHeight, gridWidth } = await this.backbone.extract(
      input,
      inputs.length,
      height,
      width,
    );
    for (const own of new Set([input, ...inputs])) freeArray(own);
    this.#sharing.set(features.data.buffer, inputs.length);
    const patches = gridHeight * gridWidth;
    return {
      grid: { height: gridHeight, width: gridWidth },
      features: inputs.map((_, i) => features.slice(i * patches, (i + 1) * patches)),
    };
  }

  /** Leaves out the patches outside the image or its region of interest. */
  #scoped({ source, copy }: PreparedImage, all: Matrix, grid: PatchPlaces): ExtractedFeatures {
    const { plan } = source;
    const moved = copy !== null || plan.toImage !== null;
    const own = moved ? copyPlaces(grid, copyViewOf(plan, copy, this.config)) : null;
    const scope = this.#scopes.find(plan, grid.grid);
    const { rows, places } = placesInScope(own?.places ?? grid, scope.cells);
    const features = own === null ? all : all.gather(own.rows);
    const kept = rows === null ? features : features.gather(rows);
    for (const left of new Set([all, features])) if (left !== kept) this.free(left);
    return { features: kept, ...places, input: plan.input, zones: scope.zones };
  }

  /** Frees the networks' memory. */
  async close(): Promise<void> {
    await this.backbone.close();
    await this.#products.close();
  }
}

/** Patches of a copy must lie wholly on the image; the image's own are inspected from a smaller share on. */
function copyViewOf(
  { image, sourceBox, toImage }: AlignedPlan,
  copy: ImageCopy | null,
  { scopeShare }: FitConfig,
): CopyView {
  const still = rotationAbout(image, 0);
  return {
    sourceBox,
    toSource: copy?.toSource ?? still,
    toPixels: toImage ?? still,
    pixels: image,
    share: copy === null ? scopeShare : 1,
  };
}

/** How images are prepared for a network whose input sides should be multiples of `multipleOf` pixels. */
export function prepareOptions(
  { resize, fit, crop, tile, overlap }: FitConfig,
  multipleOf: number,
  runtime: RuntimeConfig,
  { depthRange, roi, reference, exposure, seen }: Framing,
): PrepareOptions {
  const decoding = { depthRange, ...decodeLimitsOf(runtime) };
  const registration = reference === null ? null : new Registration(reference);
  const cells = seen?.appearance?.cells ?? null;
  const learned = { roi, registration, exposure, cells };
  return { resize, fit, crop, tile, overlap, multipleOf, ...learned, decoding };
}

function refuseTile(tile: number | null, multiple: number): void {
  if (tile === null || tile % multiple === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `tiles of ${tile} pixels do not fit the network`,
    expected: `a multiple of ${multiple}`,
    received: String(tile),
    remedy: `Choose --tile ${Math.max(1, Math.round(tile / multiple)) * multiple}`,
  });
}

/** Drops the network's input, which is the largest part of an image and no longer needed. */
function withoutInput({ source, shown, copy }: PreparedImage) {
  return { source, shown, copy };
}

function sameInput(a: PreparedImage, b: PreparedImage): boolean {
  const { height, width } = a.source.plan.input;
  const { input } = b.source.plan;
  return input.height === height && input.width === width;
}
