import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from '../../core/image/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { codeOfCause, NominalError } from '../../errors/index.ts';
import { writeFileAtomic } from '../../files/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../model/index.ts';
import type { ExtractedFeatures } from './ExtractedImage.ts';
import type { ImageFeatures } from './ImageFeatures.ts';

/** The facts about an image that its file holds in addition to the features. */
type Kept = Omit<ImageFeatures, 'parts' | 'copies' | 'thumbnail'> &
  Pick<ExtractedFeatures, 'grid' | 'input'> & { readonly thumbnail: Size };

/**
 * Patch features of images on disk, so that fits that differ only in later steps compute them once. A
 * folder is valid for one pipeline and for images that do not change; the caller ensures both. Several
 * processes may use it at once.
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

  /** The cached features of an image, or null if there are none or the file is damaged. */
  async read(path: string): Promise<ImageFeatures | null> {
    try {
      const file = this.#file(path);
      const { metadata, tensors } = decodeSafetensors(await readFile(file), file);
      const features = tensors.get('features');
      const [means, slopes] = [tensors.get('means')?.data, tensors.get('slopes')?.data];
      if (!(features?.data instanceof Float32Array)) return null;
      if (!(means instanceof Float32Array && slopes instanceof Float32Array)) return null;
      const [rows, columns] = features.shape;
      const { grid, input, ...rest } = JSON.parse(metadata.image) as Kept;
      this.#savedMs += rest.elapsedMs;
      const matrix = new Matrix(rows, columns, features.data);
      const part = { features: matrix, grid, input, cells: null, weights: null, zones: null };
      const thumbnail = { ...rest.thumbnail, means, slopes };
      return { ...rest, thumbnail, parts: [part], copies: [] };
    } catch (error) {
      if (codeOfCause(error) === 'ENOENT' || error instanceof NominalError) return null;
      throw error;
    }
  }

  /**
   * Caches the features of an image whose patches fill its grid. An image in tiles, or with patches left
   * out, is extracted again each time. Changed copies are not cached.
   *
   * @throws NominalError `OUTPUT_FAILED`.
   */
  async write(path: string, image: ImageFeatures): Promise<void> {
    const { parts, sha256, warnings, view, elapsedMs, thumbnail } = image;
    const [part, ...others] = Array.isArray(parts) ? (parts as readonly ExtractedFeatures[]) : [];
    if (part === undefined || others.length > 0 || part.cells !== null || part.zones !== null) {
      return;
    }
    const { grid, input } = part;
    const { rows, columns, data } = part.features;
    const { path: own } = image;
    const { means, slopes, ...size } = thumbnail;
    const about = { path: own, sha256, warnings, view, elapsedMs };
    const kept: Kept = { ...about, thumbnail: size, grid, input };
    const bytes = encodeSafetensors(
      { image: JSON.stringify(kept) },
      {
        features: { shape: [rows, columns], data },
        means: { shape: [means.length], data: means },
        slopes: { shape: [slopes.length], data: slopes },
      },
    );
    await writeFileAtomic(this.#file(path), bytes);
  }

  #file(path: string): string {
    const name = createHash('sha256').update(path).digest('hex');
    return join(this.#folder, `${name}.safetensors`);
  }
}
