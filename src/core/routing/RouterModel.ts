import { Matrix, squaredDistance } from '../tensor/index.ts';

/** The part of a router model that describes one product. */
export interface RoutedProduct {
  /** Coarse descriptors of its good images, n×D, in units of the router's scale. */
  readonly descriptors: Matrix;
  /** Distance of each of these images to the nearest image of the two other thirds: the distance to expect of a good image from another time. */
  readonly distances: Float32Array;
  /** Distance beyond which an image shows no known product. */
  readonly threshold: number;
}

/** The data by which a router tells products apart. */
export interface RouterModel {
  /** Factor of each value of a descriptor, D: the inverse of its deviation among good images of one product. */
  readonly scale: Float32Array;
  readonly products: readonly RoutedProduct[];
}

/**
 * Squared L2 distance from `data[at .. at + D − 1]` to the nearest row; infinity if there is no row.
 */
export function nearestSquared(
  data: Float32Array,
  at: number,
  { rows, columns, data: others }: Matrix,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const squared = squaredDistance(data, at, others, row * columns, columns);
    if (squared < nearest) nearest = squared;
  }
  return nearest;
}

/** Multiplies each column of some descriptors by its scale. */
export function scaleRows({ rows, columns, data }: Matrix, scale: Float32Array): Matrix {
  const scaled = data.map((value, i) => value * scale[i % columns]);
  return new Matrix(rows, columns, scaled);
}
