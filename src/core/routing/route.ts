import { conformalPValue } from '../calibration/index.ts';
import { type PValue, toImageScore } from '../scoring/index.ts';
import { Matrix } from '../tensor/index.ts';
import { nearestSquared, type RouterModel, scaleRows } from './RouterModel.ts';

/** The product that an image resembles most. */
export interface Route {
  /** Index of the product. */
  readonly product: number;
  /** L2 distance to its nearest good image, in units of the deviation within products. */
  readonly distance: number;
  /** Conformal p-value of the distance among those of good images of that product, at least 1/(n + 1). */
  readonly pValue: PValue;
  /** False if the distance is beyond the product's threshold: the image shows an unknown product. */
  readonly known: boolean;
}

/** Routes an image to the product of the nearest good image. @param descriptor D values. */
export function route({ scale, products }: RouterModel, descriptor: Float32Array): Route {
  const { data } = scaleRows(new Matrix(1, descriptor.length, descriptor), scale);
  let product = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (const [index, { descriptors }] of products.entries()) {
    const squared = nearestSquared(data, 0, descriptors);
    if (squared < nearest) [product, nearest] = [index, squared];
  }
  const { distances, threshold } = products[product];
  const distance = Math.sqrt(nearest);
  const pValue = conformalPValue(distances.slice().sort(), toImageScore(distance));
  return { product, distance, pValue, known: distance <= threshold };
}
