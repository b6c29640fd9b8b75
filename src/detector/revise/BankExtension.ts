import { randomProjection, uncoveredRows } from '../../core/coreset/index.ts';
import type { ImageView } from '../../core/image/index.ts';
import { cellOf } from '../../core/patches/index.ts';
import { NeighborSearch } from '../../core/neighbors/index.ts';
import { Random } from '../../core/random/index.ts';
import { Matrix, type MatrixProducts } from '../../core/tensor/index.ts';
import type { Model, TrainingImage } from '../../model/index.ts';
import type { ExtractedFeatures } from '../features/ExtractedImage.ts';

/** A good image, new or known to the model, with everything needed to extend a bank. */
export interface NewImage {
  readonly image: TrainingImage;
  readonly extracted: ExtractedFeatures;
  /** The part of the image that the network saw. */
  readonly view: ImageView;
}

interface ProjectedImage extends NewImage {
  readonly points: Matrix;
  /** L2 distances to the bank, in the projected space. */
  readonly distances: Float32Array;
}

/**
 * Extends a memory bank where new images are farther from it than its covering radius, in the space in
 * which its rows were selected: the projection follows from the model's seed.
 */
export class BankExtension {
  readonly #model: Model;
  readonly #radius: number;
  readonly #images: readonly ProjectedImage[];

  private constructor(model: Model, radius: number, images: readonly ProjectedImage[]) {
    this.#model = model;
    this.#radius = radius;
    this.#images = images;
  }

  /**
   * Measures how far the new images lie from the bank.
   *
   * @param radius within which the bank covers patches.
   */
  static async measure(
    model: Model,
    radius: number,
    images: readonly NewImage[],
    products: MatrixProducts,
  ): Promise<BankExtension> {
    const { bank, config } = model;
    const dimension = config.projectionDimension;
    const projection = randomProjection(bank.columns, dimension, new Random(config.seed));
    const project = async (rows: Matrix): Promise<Matrix> => {
      if (projection === null) return rows;
      const points = Matrix.zeros(rows.rows, projection.rows);
      await products.product(rows, projection, points.data);
      return points;
    };
    const search = await NeighborSearch.build(await project(bank), { products });
    const projected: ProjectedImage[] = [];
    for (const image of images) {
      const points = await project(image.extracted.features);
      const { distances } = await search.nearest(points);
      projected.push({ ...image, points, distances });
    }
    return new BankExtension(model, radius, projected);
  }

  /** Number of images that were measured. */
  get images(): number {
    return this.#images.length;
  }

  /**
   * Returns the model with the rows that some of the new images add to its bank.
   *
   * @param chosen the images to add; by default all.
   */
  extended(chosen: readonly number[] = [...this.#images.keys()]): Model {
    const model = this.#model;
    const images = chosen.map((index) => this.#images[index]);
    const origins = images.flatMap(({ points }, image) =>
      Array.from({ length: points.rows }, (_, patch) => ({ image, patch })),
    );
    const taken = uncoveredRows(
      stack(
        images.map(({ points }) => points),
        images[0]?.points.columns ?? 0,
      ),
      Float32Array.from(images.flatMap(({ distances }) => [...distances])),
      this.#radius,
    ).map((row) => origins[row]);
    const rows = taken.map(({ image, patch }) =>
      images[image].extracted.features.slice(patch, patch + 1),
    );
    const indices = indicesIn(model.images, images);
    return {
      ...model,
      bank: stack([model.bank, ...rows], model.bank.columns),
      rowImages: Uint32Array.from([
        ...model.rowImages,
        ...taken.map(({ image }) => indices[image]),
      ]),
      rowPatches: Uint32Array.from([
        ...model.rowPatches,
        ...taken.map(({ image, patch }) => cellOf(images[image].extracted, patch)),
      ]),
      images: [
        ...model.images,
        ...images.filter((_, i) => indices[i] >= model.images.length).map(({ image }) => image),
      ],
    };
  }
}

/** Places of images in the extended list: known ones keep theirs, new ones follow. */
function indicesIn(known: readonly TrainingImage[], images: readonly NewImage[]): number[] {
  const places = new Map(known.map(({ sha256 }, index) => [sha256, index]));
  return images.map(({ image: { sha256 } }) => {
    const place = places.get(sha256) ?? places.size;
    places.set(sha256, place);
    return place;
  });
}

/** One matrix with the rows of all, copied. */
function stack(matrices: readonly Matrix[], columns: number): Matrix {
  const count = matrices.reduce((sum, { rows }) => sum + rows, 0);
  const all = Matrix.zeros(count, columns);
  let at = 0;
  for (const { data } of matrices) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}
