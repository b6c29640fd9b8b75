import type { Size } from '../../core/image/index.ts';
import { cellOf, sharedGrid } from '../../core/patches/index.ts';
import { Matrix, readMatrix, type UnreadMatrix } from '../../core/tensor/index.ts';
import type { ExtractedFeatures } from '../../detector/features/ExtractedImage.ts';
import type {
  FeatureStore as StoreOnDisk,
  PartKind,
} from '../../detector/fit/bank/FeatureStore.ts';

/** A part of an image with its first row in the store. */
interface StoredPart {
  readonly start: number;
  readonly part: ExtractedFeatures;
  readonly isCopy: boolean;
}

/** Patch features of all training images, in memory: a browser has no files to store them in. */
export class FeatureStore implements Pick<StoreOnDisk, keyof StoreOnDisk> {
  readonly columns: number;
  /** The parts of each image. */
  #images: StoredPart[][] = [];
  #rows = 0;

  private constructor(columns: number) {
    this.columns = columns;
  }

  static create(columns: number): Promise<FeatureStore> {
    return Promise.resolve(new FeatureStore(columns));
  }

  get images(): number {
    return this.#images.length;
  }

  get rows(): number {
    return this.#rows;
  }

  get grid(): Size | null {
    return sharedGrid(this.#images.flatMap((parts) => parts.map(({ part }) => part.grid)));
  }

  rowRange(image: number): readonly [start: number, end: number] {
    const parts = this.#images[image];
    const last = parts[parts.length - 1];
    return [parts[0].start, last.start + last.part.features.rows];
  }

  append(part: ExtractedFeatures, kind: PartKind = 'first'): Promise<void> {
    const { rows, columns } = part.features;
    if (columns !== this.columns) {
      throw new RangeError(`expected rows of ${this.columns} values, got ${columns}`);
    }
    if (kind === 'first') this.#images.push([]);
    this.#images[this.images - 1].push({
      start: this.#rows,
      part: { ...part, features: copyOf(part.features) },
      isCopy: kind === 'copy',
    });
    this.#rows += rows;
    return Promise.resolve();
  }

  drop(images: ReadonlySet<number>): Uint32Array {
    const kept = this.#images.filter((_, image) => !images.has(image));
    const rows: number[] = [];
    this.#images = kept.map((parts) =>
      parts.map((stored) => {
        const start = rows.length;
        for (let i = 0; i < stored.part.features.rows; i++) rows.push(stored.start + i);
        return { ...stored, start };
      }),
    );
    this.#rows = rows.length;
    return Uint32Array.from(rows);
  }

  async *readImage(image: number): AsyncGenerator<ExtractedFeatures> {
    for (const { part, isCopy } of this.#images[image]) {
      if (isCopy) continue;
      yield await Promise.resolve({ ...part, features: copyOf(part.features) });
    }
  }

  readRows(indices: Uint32Array): Promise<Matrix> {
    return readMatrix(this.unreadRows(indices));
  }

  unreadRows(indices: Uint32Array): UnreadMatrix {
    const { columns } = this;
    const read = (out: Float32Array) => {
      for (const [i, row] of indices.entries()) {
        const { start, part } = this.#find(row);
        out.set(part.features.row(row - start), i * columns);
      }
      return Promise.resolve();
    };
    return { rows: indices.length, columns, read };
  }

  filed(): null {
    return null;
  }

  locate(row: number): { readonly image: number; readonly patch: number } {
    const { image, start, part } = this.#find(row);
    return { image, patch: cellOf(part, row - start) };
  }

  close(): Promise<void> {
    this.#images.length = 0;
    return Promise.resolve();
  }

  #find(row: number): StoredPart & { readonly image: number } {
    let low = 0;
    let high = this.images;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#images[middle][0].start <= row) low = middle;
      else high = middle;
    }
    const found = this.#images[low].findLast(({ start }) => start <= row);
    if (found === undefined) throw new RangeError(`row ${row} is not in the store`);
    return { image: low, ...found };
  }
}

function copyOf({ rows, columns, data }: Matrix): Matrix {
  return new Matrix(rows, columns, data.slice());
}
