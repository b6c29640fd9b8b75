import { type Matrix, squaredDistance } from '../tensor/index.ts';

/** What a router knows of one product. */
export interface RoutedProduct {
  /** Coarse descriptors of its good images, n×D, in units of the router's scale. */
  readonly descriptors: Matrix;
  /** Distance of each of these images to the nearest of the two other thirds: what a good image of another time shows. */
  readonly distances: Float32Array;
  /** Distance beyond which an image is of no known product. */
  readonly threshold: number;
}

/** What tells products apart: data only. */
export interface RouterModel {
  /** Factor of each value of a descriptor, D: one over how far good images of one product vary in it. */
  readonly scale: Float32Array;
  readonly products: readonly RoutedProduct[];
}

/**
 * Squared L2 distance of `data[at .. at + D − 1]` to the nearest row; infinity if there is none.
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
