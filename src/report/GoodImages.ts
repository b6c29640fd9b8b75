import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../config/index.ts';
import type { RgbImage } from '../core/image/index.ts';
import { relativeNames } from '../files/index.ts';
import { decodeImage, type DecodeOptions, learnDepthRange } from '../image/index.ts';

/** An image that a model is made from, and how the page calls it. */
export interface GoodImage {
  readonly path: string;
  /** Its path, without what all paths share, by default. */
  readonly name?: string;
}

/** The images that a model is made from, decoded as the model has them: in its range of 16-bit values. */
export class GoodImages {
  readonly #byName: ReadonlyMap<string, Required<GoodImage>>;
  readonly #runtime: RuntimeOptions;
  #decoding: Promise<DecodeOptions> | undefined;

  /** @param images all of them, in order. @param runtime options whose limits of decoding apply. */
  constructor(images: readonly GoodImage[], runtime: RuntimeOptions = {}) {
    const names = relativeNames(images.map(({ path }) => path));
    this.#byName = new Map(
      images.map(({ path, name }, i) => [names[i], { path, name: name ?? names[i] }]),
    );
    this.#runtime = runtime;
  }

  /**
   * @param name what the model calls it.
   * @returns null if there is none of that name.
   * @throws NominalError of an image that cannot be read.
   */
  async find(name: string): Promise<{ readonly name: string; readonly image: RgbImage } | null> {
    const good = this.#byName.get(name);
    if (good === undefined) return null;
    this.#decoding ??= this.#learnDecoding();
    return { name: good.name, image: await decodeImage(good.path, await this.#decoding) };
  }

  async #learnDecoding(): Promise<DecodeOptions> {
    const limits = decodeLimitsOf(resolveRuntimeConfig(this.#runtime));
    const paths = [...this.#byName.values()].map(({ path }) => path);
    return { depthRange: await learnDepthRange(paths, limits), ...limits };
  }
}
