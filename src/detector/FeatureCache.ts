import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../model/index.ts';
import type { ImageFeatures } from './ImageFeatures.ts';

/**
 * Patch features of images on disk, so that fits which differ in other things than what comes before
 * the features compute them once. A folder is good for one pipeline and for images that stay as they
 * are; whoever names it sees to both. Several processes may use it at once.
 */
export class FeatureCache {
  readonly #folder: string;
  #savedMs = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Milliseconds that decoding, preprocessing and the network took for the images read so far. */
  get savedMs(): number {
    return this.#savedMs;
  }

  /** What is known of an image, or null where it is not or the file is damaged. */
  async read(path: string): Promise<ImageFeatures | null> {
    try {
      const file = this.#file(path);
      const { metadata, tensors } = decodeSafetensors(await readFile(file), file);
      const features = tensors.get('features');
      if (!(features?.data instanceof Float32Array)) return null;
      const [rows, columns] = features.shape;
      const rest = JSON.parse(metadata.image) as Omit<ImageFeatures, 'features'>;
      this.#savedMs += rest.elapsedMs;
      return { ...rest, features: new Matrix(rows, columns, features.data) };
    } catch (error) {
      if (isAbsent(error) || error instanceof NominalError) return null;
      throw error;
    }
  }

  /** Keeps what is known of an image. @throws NominalError `OUTPUT_FAILED`. */
  async write(path: string, { features, ...rest }: ImageFeatures): Promise<void> {
    const { rows, columns, data } = features;
    const bytes = encodeSafetensors(
      { image: JSON.stringify(rest) },
      { features: { shape: [rows, columns], data } },
    );
    await writeFileAtomic(this.#file(path), bytes);
  }

  #file(path: string): string {
    const name = createHash('sha256').update(path).digest('hex');
    return join(this.#folder, `${name}.safetensors`);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
