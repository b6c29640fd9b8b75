import { Matrix } from '../../core/tensor/index.ts';
import type { FeatureStore as StoreOnDisk } from '../../detector/FeatureStore.ts';
import type { ExtractedFeatures } from '../../detector/Pipeline.ts';

/** Patch features of all training images, in memory: a browser has no files to keep them in. */
export class FeatureStore implements Pick<StoreOnDisk, keyof StoreOnDisk> {
  readonly columns: number;
  readonly #images: ExtractedFeatures[] = [];
  /** First row of each image; one more entry than images. */
  readonly #starts = [0];

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
    return this.#starts[this.images];
  }

  rowRange(image: number): readonly [start: number, end: number] {
    return [this.#starts[image], this.#starts[image + 1]];
  }

  append({ features, grid, input }: ExtractedFeatures): Promise<void> {
    if (features.columns !== this.columns) {
      throw new RangeError(`expected rows of ${this.columns} values, got ${features.columns}`);
    }
    const copy = new Matrix(features.rows, features.columns, features.data.slice());
    this.#starts.push(this.rows + features.rows);
    this.#images.push({ features: copy, grid, input });
    return Promise.resolve();
  }

  readImage(image: number): Promise<ExtractedFeatures> {
    const { features, ...sizes } = this.#images[image];
    const copy = new Matrix(features.rows, features.columns, features.data.slice());
    return Promise.resolve({ features: copy, ...sizes });
  }

  readRows(indices: Uint32Array): Promise<Matrix> {
    const out = Matrix.zeros(indices.length, this.columns);
    for (const [i, row] of indices.entries()) {
      const { image, patch } = this.locate(row);
      out.row(i).set(this.#images[image].features.row(patch));
    }
    return Promise.resolve(out);
  }

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

  close(): Promise<void> {
    this.#images.length = 0;
    return Promise.resolve();
  }
}
