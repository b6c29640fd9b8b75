import { type ActivationRanges, type FeatureExtractor, openBackbone } from '../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../config/index.ts';
import type { Size } from '../core/image/index.ts';
import type { Matrix, MatrixProducts } from '../core/tensor/index.ts';
import type { ImageSource } from '../image/index.ts';
import { ProductRuntime } from '../runtime/ProductRuntime.ts';
import type { FeatureCache } from './FeatureCache.ts';
import { type PreparedImage, prepareImage } from './prepareImage.ts';

/** Patch features of one image, with the sizes that give them their places. */
export interface ExtractedFeatures {
  /** P×D, one row per cell of the patch grid. */
  readonly features: Matrix;
  /** Size of the patch grid. */
  readonly grid: Size;
  /** Size of the network's input, in pixels. */
  readonly input: Size;
}

/** An image with its patch features. */
export interface ExtractedImage extends Omit<PreparedImage, 'tensor'>, ExtractedFeatures {
  readonly extractMs: number;
}

/** From image sources to patch features: decoding, preprocessing and the backbone, on this machine's threads. */
export class Pipeline {
  readonly backbone: FeatureExtractor;
  readonly config: FitConfig;
  readonly runtime: RuntimeConfig;
  /** Where features that are known are kept; null to compute them all. */
  readonly cache: FeatureCache | null;
  readonly #products: ProductRuntime;

  private constructor(
    backbone: FeatureExtractor,
    products: ProductRuntime,
    config: FitConfig,
    runtime: RuntimeConfig,
    cache: FeatureCache | null,
  ) {
    this.backbone = backbone;
    this.#products = products;
    this.config = config;
    this.runtime = runtime;
    this.cache = cache;
  }

  /**
   * @param activationRanges for a network that is computed in 8 bits.
   * @param cache of features of this very configuration.
   * @throws NominalError `BACKBONE_NOT_FOUND` or `BACKBONE_INVALID`.
   */
  static async open(
    config: FitConfig,
    runtime: RuntimeConfig,
    activationRanges: ActivationRanges | null,
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
    return new Pipeline(backbone, await ProductRuntime.open(threads), config, runtime, cache);
  }

  /** Images that are best decoded and extracted together. */
  get batchImages(): number {
    return this.runtime.batchImages;
  }

  get products(): MatrixProducts {
    return this.#products;
  }

  /** @throws NominalError of a source that cannot be decoded, or is too small or too large. */
  prepare(source: ImageSource): Promise<PreparedImage> {
    return prepareImage(source, this.config, this.backbone.manifest);
  }

  /** Patch features of images; neighbors whose network inputs have one size go through it together. */
  async extract(images: readonly PreparedImage[]): Promise<ExtractedImage[]> {
    const extracted: ExtractedImage[] = [];
    for (let start = 0, end = 0; start < images.length; start = end) {
      while (end < images.length && sameInput(images[start], images[end])) end++;
      extracted.push(...(await this.#extractBatch(images.slice(start, end))));
    }
    return extracted;
  }

  async #extractBatch(batch: readonly PreparedImage[]): Promise<ExtractedImage[]> {
    const start = performance.now();
    const { height, width } = batch[0].plan.input;
    const size = 3 * height * width;
    const input = batch.length === 1 ? batch[0].tensor : new Float32Array(batch.length * size);
    if (batch.length > 1) {
      for (const [i, { tensor }] of batch.entries()) input.set(tensor, i * size);
    }
    const { features, gridHeight, gridWidth } = await this.backbone.extract(
      input,
      batch.length,
      height,
      width,
    );
    const extractMs = (performance.now() - start) / batch.length;
    const patches = gridHeight * gridWidth;
    return batch.map(({ path, image, plan, decodeMs, preprocessMs }, i) => ({
      path,
      image,
      plan,
      decodeMs,
      preprocessMs,
      features: features.slice(i * patches, (i + 1) * patches),
      grid: { height: gridHeight, width: gridWidth },
      input: { height, width },
      extractMs,
    }));
  }

  /** Lets the networks' memory go. */
  async close(): Promise<void> {
    await this.backbone.close();
    await this.#products.close();
  }
}

function sameInput(
  { plan: { input: a } }: PreparedImage,
  { plan: { input: b } }: PreparedImage,
): boolean {
  return a.height === b.height && a.width === b.width;
}
