import type { RgbImage } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { type DecodeLimits, type DepthRange, loadImage, type RawFrame } from '../image/index.ts';
import { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';

const types = Object.keys(defectGenerators) as GeneratedDefectType[];

/** The versions in which an image is inspected: unchanged, and with a defect of each type. */
const versions = [null, ...types];

/**
 * The frames that every candidate is evaluated on: each held-out image unchanged, and with a defect of
 * each type. They are generated again for each candidate, one image at a time, because all of them at
 * full size would not fit in memory. The same seed generates the same frames.
 */
export class TestFrames {
  /** Type of defect of each frame; null for a good one. */
  readonly types: readonly (GeneratedDefectType | null)[];
  /** Whether each frame has a defect. */
  readonly labels: readonly boolean[];
  /** Index of the held-out image that each frame was made from. */
  readonly images: readonly number[];
  readonly #paths: readonly string[];
  readonly #seed: number;
  readonly #limits: DecodeLimits;

  /** @param paths paths of the held-out images, which are good. */
  constructor(paths: readonly string[], seed: number, limits: DecodeLimits = {}) {
    this.#paths = paths;
    this.#seed = new Random(seed).uint32();
    this.#limits = limits;
    this.types = paths.flatMap(() => versions);
    this.labels = this.types.map((type) => type !== null);
    this.images = paths.flatMap((_, image) => versions.map(() => image));
  }

  /**
   * Generates the frames, in order.
   *
   * @param depthRange depth range of the model that will inspect them: frames have 8 bits, so images of
   *   16 bits are mapped as that model maps them.
   * @throws NominalError for an image that cannot be read, or `CANCELLED`.
   */
  async *make(depthRange: DepthRange | null, signal?: AbortSignal): AsyncGenerator<RawFrame> {
    for (const [index, path] of this.#paths.entries()) {
      throwIfCancelled(signal);
      const { image: good } = await loadImage(path, { ...this.#limits, depthRange });
      yield frameOf(good);
      // A separate seed: adding or removing an image must not change the defects of those after it.
      const random = new Random(this.#seed + index);
      for (const type of types) {
        throwIfCancelled(signal);
        yield frameOf(defectGenerators[type](good, random).image);
      }
    }
  }
}

function frameOf({ height, width, data }: RgbImage): RawFrame {
  return { height, width, channels: 3, data };
}
