import { Random } from '../core/random/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { type DecodeLimits, type DepthRange, loadImage, type RawFrame } from '../image/index.ts';
import type { RgbImage } from '../core/image/index.ts';
import { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';

const types = Object.keys(defectGenerators) as GeneratedDefectType[];

/** What an image is inspected as: as it is, and with a defect of each type. */
const versions = [null, ...types];

/**
 * The frames that every candidate is judged by: each held-out image as it is, and with a defect of
 * each type. They are made anew for each candidate, one image at a time, because all of them at full
 * size would not fit in memory; the same seed makes the same ones.
 */
export class TestFrames {
  /** Of each frame its type of defect, null for a good one. */
  readonly types: readonly (GeneratedDefectType | null)[];
  /** Whether each frame has a defect. */
  readonly labels: readonly boolean[];
  /** Of each frame the held-out image that it was made of, counted from 0. */
  readonly images: readonly number[];
  readonly #paths: readonly string[];
  readonly #seed: number;
  readonly #limits: DecodeLimits;

  /** @param paths of the held-out images, which are good. */
  constructor(paths: readonly string[], seed: number, limits: DecodeLimits = {}) {
    this.#paths = paths;
    this.#seed = new Random(seed).uint32();
    this.#limits = limits;
    this.types = paths.flatMap(() => versions);
    this.labels = this.types.map((type) => type !== null);
    this.images = paths.flatMap((_, image) => versions.map(() => image));
  }

  /**
   * Makes the frames, in order.
   *
   * @param depthRange of the model that is to inspect them: frames have 8 bits, so images of 16 are
   *   mapped as that model maps them.
   * @throws NominalError of an image that cannot be read, or `CANCELLED`.
   */
  async *make(depthRange: DepthRange | null, signal?: AbortSignal): AsyncGenerator<RawFrame> {
    for (const [index, path] of this.#paths.entries()) {
      throwIfCancelled(signal);
      const { image: good } = await loadImage(path, { ...this.#limits, depthRange });
      yield frameOf(good);
      // A seed of its own, lest one image more or less change the defects of all after it.
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
