import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import type { ExtractedFeatures } from './Pipeline.ts';

/**
 * Patch features of all training images, on disk, because at 3 MB an image they would fill the
 * memory. The file loses its name as soon as it is open, so that nothing is left behind however the
 * process ends.
 */
export class FeatureStore {
  readonly #file: FileHandle;
  readonly #leftover: string | null;
  readonly columns: number;
  /** First row of each image; one more entry than images. */
  readonly #starts = [0];
  readonly #sizes: Pick<ExtractedFeatures, 'grid' | 'input'>[] = [];

  private constructor(file: FileHandle, leftover: string | null, columns: number) {
    this.#file = file;
    this.#leftover = leftover;
    this.columns = columns;
  }

  /** @throws NominalError `OUTPUT_FAILED` if the folder cannot be written to. */
  static async create(columns: number, folder = tmpdir()): Promise<FeatureStore> {
    const path = join(folder, `nominal-features-${randomUUID()}.tmp`);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(path, 'wx+', 0o600);
      // Windows refuses to unlink an open file; there it is unlinked when it is closed.
      const unlinked = await unlink(path).then(
        () => true,
        () => false,
      );
      return new FeatureStore(file, unlinked ? null : path, columns);
    } catch (cause) {
      throw storeFailed(folder, cause);
    }
  }

  get images(): number {
    return this.#starts.length - 1;
  }

  get rows(): number {
    return this.#starts[this.images];
  }

  /** Rows of image `image`: [start, end). */
  rowRange(image: number): readonly [start: number, end: number] {
    return [this.#starts[image], this.#starts[image + 1]];
  }

  /** Adds the patch features of the next image. */
  async append({ features, grid, input }: ExtractedFeatures): Promise<void> {
    if (features.columns !== this.columns) {
      throw new RangeError(`expected rows of ${this.columns} values, got ${features.columns}`);
    }
    const bytes = new Uint8Array(
      features.data.buffer,
      features.data.byteOffset,
      features.data.byteLength,
    );
    const start = this.#offset(this.rows);
    try {
      for (let at = 0; at < bytes.length;) {
        const left = bytes.length - at;
        at += (await this.#file.write(bytes, at, left, start + at)).bytesWritten;
      }
    } catch (cause) {
      throw storeFailed('the temporary folder', cause);
    }
    this.#starts.push(this.rows + features.rows);
    this.#sizes.push({ grid, input });
  }

  /** What was appended for one image. */
  async readImage(image: number): Promise<ExtractedFeatures> {
    const [start, end] = this.rowRange(image);
    const features = Matrix.zeros(end - start, this.columns);
    await this.#read(features.data, start);
    return { features, ...this.#sizes[image] };
  }

  /** The rows named by `indices`, in that order. */
  async readRows(indices: Uint32Array): Promise<Matrix> {
    const out = Matrix.zeros(indices.length, this.columns);
    const atOnce = 256;
    for (let start = 0; start < indices.length; start += atOnce) {
      const end = Math.min(indices.length, start + atOnce);
      const reads: Promise<void>[] = [];
      for (let i = start; i < end; i++) reads.push(this.#read(out.row(i), indices[i]));
      await Promise.all(reads);
    }
    return out;
  }

  /** Which image and which of its patches a row is. */
  locate(row: number): { readonly image: number; readonly patch: number } {
    let low = 0;
    let high = this.images;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= row) low = middle;
      else high = middle;
    }
    return { image: low, patch: row - this.#starts[low] };
  }

  /** Lets the disk space go. */
  async close(): Promise<void> {
    await this.#file.close();
    if (this.#leftover !== null) await unlink(this.#leftover);
  }

  async #read(into: Float32Array, row: number): Promise<void> {
    const { bytesRead } = await this.#file.read(into, 0, into.byteLength, this.#offset(row));
    if (bytesRead !== into.byteLength) throw new RangeError(`row ${row} is not in the store`);
  }

  #offset(row: number): number {
    return row * this.columns * Float32Array.BYTES_PER_ELEMENT;
  }
}

function storeFailed(where: string, cause: unknown): NominalError {
  return new NominalError('OUTPUT_FAILED', {
    what: `patch features cannot be kept in ${where}`,
    remedy: 'Make room there, or name another folder for temporary files',
    cause,
  });
}
