import type { Matrix } from '../tensor/index.ts';

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
