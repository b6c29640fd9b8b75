import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Size } from '../../../core/image/index.ts';
import { cellOf, sharedGrid } from '../../../core/patches/index.ts';
import { Matrix, readMatrix, type UnreadMatrix } from '../../../core/tensor/index.ts';
import { codeOfCause, NominalError } from '../../../errors/index.ts';
import type { ExtractedFeatures } from '../../features/ExtractedImage.ts';
import type { FiledFeatures } from './FiledFeatures.ts';

/**
 * The kind of an appended part: the first of the next image, another one of the last image, or one of a
 * changed copy of that. A copy's rows belong to its image: they are left out together.
 */
export type PartKind = 'first' | 'further' | 'copy';

/** A part of an image, as it was appended. */
interface StoredPart extends Omit<ExtractedFeatures, 'features'> {
  readonly start: number;
  readonly end: number;
  /** Where its rows begin in the file. */
  readonly fileRow: number;
  readonly isCopy: boolean;
}

/**
 * Patch features of all training images, on disk, because at 3 MB an image they would fill the memory.
 * The file is unlinked as soon as it is open, so that nothing is left behind however the process ends.
 */
export class FeatureStore {
  readonly #file: FileHandle;
  readonly #leftover: string | null;
  readonly #folder: string;
  readonly columns: number;
  #parts: StoredPart[] = [];
  /** First part of each image. */
  #images: number[] = [];
  /** Number of rows in the file, including those of dropped images. */
  #fileRows = 0;

  private constructor(file: FileHandle, leftover: string | null, folder: string, columns: number) {
    this.#file = file;
    this.#leftover = leftover;
    this.#folder = folder;
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
      return new FeatureStore(file, unlinked ? null : path, folder, columns);
    } catch (cause) {
      throw storeFailed(folder, cause);
    }
  }

  get images(): number {
    return this.#images.length;
  }

  get rows(): number {
    return this.#parts.at(-1)?.end ?? 0;
  }

  /** The patch grid that all images share; null if there is none. */
  get grid(): Size | null {
    return sharedGrid(this.#parts.map(({ grid }) => grid));
  }

  /** Rows of image `image`, including those of its changed copies: [start, end). */
  rowRange(image: number): readonly [start: number, end: number] {
    const parts = this.#partsOf(image);
    return [parts[0].start, parts[parts.length - 1].end];
  }

  /** Adds patch features. */
  async append(
    { features, ...places }: ExtractedFeatures,
    kind: PartKind = 'first',
  ): Promise<void> {
    if (features.columns !== this.columns) {
      throw new RangeError(`expected rows of ${this.columns} values, got ${features.columns}`);
    }
    const bytes = bytesOf(features.data);
    const start = this.#offset(this.#fileRows);
    try {
      for (let at = 0; at < bytes.length;) {
        const left = bytes.length - at;
        at += (await this.#file.write(bytes, at, left, start + at)).bytesWritten;
      }
    } catch (cause) {
      throw storeFailed(this.#folder, cause);
    }
    if (kind === 'first') this.#images.push(this.#parts.length);
    const first = this.rows;
    const isCopy = kind === 'copy';
    const end = first + features.rows;
    this.#parts.push({ ...places, start: first, end, fileRow: this.#fileRows, isCopy });
    this.#fileRows += features.rows;
  }

  /**
   * Drops images, as if they had never been appended: later images get lower numbers.
   *
   * @returns the previous numbers of the rows that stay, ascending.
   */
  drop(images: ReadonlySet<number>): Uint32Array {
    const kept = [...this.#images.keys()].filter((image) => !images.has(image));
    const parts: StoredPart[] = [];
    const firsts: number[] = [];
    const rows: number[] = [];
    for (const image of kept) {
      firsts.push(parts.length);
      for (const part of this.#partsOf(image)) {
        const start = rows.length;
        for (let row = part.start; row < part.end; row++) rows.push(row);
        parts.push({ ...part, start, end: rows.length });
      }
    }
    this.#parts = parts;
    this.#images = firsts;
    return Uint32Array.from(rows);
  }

  /** The parts of one image, without its changed copies. */
  async *readImage(image: number): AsyncGenerator<ExtractedFeatures> {
    for (const { start, end, isCopy, fileRow, ...places } of this.#partsOf(image)) {
      if (isCopy) continue;
      const features = Matrix.zeros(end - start, this.columns);
      await this.#read(features.data, fileRow);
      yield { features, ...places };
    }
  }

  /** The rows named by `indices`, in that order. */
  async readRows(indices: Uint32Array): Promise<Matrix> {
    return readMatrix(this.unreadRows(indices));
  }

  /** The same rows, for a caller that has a place for them. */
  unreadRows(indices: Uint32Array): UnreadMatrix {
    const { columns } = this;
    const read = (out: Float32Array) =>
      this.#readRows(indices, new Matrix(indices.length, columns, out));
    return { rows: indices.length, columns, read };
  }

  async #readRows(indices: Uint32Array, out: Matrix): Promise<void> {
    const atOnce = 256;
    for (let start = 0; start < indices.length; start += atOnce) {
      const end = Math.min(indices.length, start + atOnce);
      const reads: Promise<void>[] = [];
      for (let i = start; i < end; i++) {
        reads.push(this.#read(out.row(i), this.#fileRowOf(indices[i])));
      }
      await Promise.all(reads);
    }
  }

  /** Where the features lie in the file, for threads that read them there; null if they are in none. */
  filed(): FiledFeatures | null {
    return {
      file: { descriptor: this.#file.fd, columns: this.columns },
      fileRows: (rows) => rows.map((row) => this.#fileRowOf(row)),
      parts: (image) =>
        this.#partsOf(image)
          .filter(({ isCopy }) => !isCopy)
          .map(({ start, end, ...part }) => ({ ...part, rows: end - start })),
    };
  }

  /** The image that a row comes from, and its cell of the patch grid. */
  locate(row: number): { readonly image: number; readonly patch: number } {
    const index = this.#partIndexOf(row);
    const image = lastNotBeyond(this.images, (one) => this.#images[one] <= index);
    const part = this.#parts[index];
    return { image, patch: cellOf(part, row - part.start) };
  }

  /** Frees the disk space. */
  async close(): Promise<void> {
    await this.#file.close();
    if (this.#leftover !== null) await unlink(this.#leftover);
  }

  #partIndexOf(row: number): number {
    return lastNotBeyond(this.#parts.length, (part) => this.#parts[part].start <= row);
  }

  #fileRowOf(row: number): number {
    const { start, fileRow } = this.#parts[this.#partIndexOf(row)];
    return fileRow + row - start;
  }

  #partsOf(image: number): readonly StoredPart[] {
    return this.#parts.slice(this.#images[image], this.#images[image + 1] ?? this.#parts.length);
  }

  async #read(into: Float32Array, row: number): Promise<void> {
    const bytes = bytesOf(into);
    const start = this.#offset(row);
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await this.#file.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) throw new RangeError(`row ${row} is not in the store`);
      at += bytesRead;
    }
  }

  #offset(row: number): number {
    return row * this.columns * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** The values as bytes: Deno does not read files into other arrays. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The last of 0..count − 1 for which a property holds that is true up to some number and false after it. */
function lastNotBeyond(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What the system takes the temporary folder from. */
const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';

function storeFailed(where: string, cause: unknown): NominalError {
  return new NominalError('OUTPUT_FAILED', {
    what: `patch features cannot be kept in ${where} (${codeOfCause(cause)})`,
    remedy: `Make room there, or name another folder for temporary files in the environment variable ${variable}`,
    cause,
  });
}
