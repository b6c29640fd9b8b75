import { type RateSupport, rateSupport } from '../core/calibration/index.ts';
import type { RouterModel } from '../core/routing/index.ts';

/** Routes images to the products of a family: the content of its file `family.router`. */
export interface FamilyRouter {
  /** Names of the products, in the order of `router.products`. */
  readonly names: readonly string[];
  /** Maximum share of good images that may be taken for an unknown product. */
  readonly unknownRate: number;
  /** SHA-256 of the backbone that describes images. */
  readonly backboneSha256: string;
  readonly router: RouterModel;
}

/**
 * How well the number of good images of each product supports the rate at which good parts are taken
 * for an unknown product, in the order of the names. It holds for parts like these images.
 */
export function unknownSupport({ unknownRate, router }: FamilyRouter): readonly RateSupport[] {
  return router.products.map(({ distances }) => rateSupport(distances.length, unknownRate));
}

/** Name of the router's file in the folder of a family. */
export const ROUTER_FILE = 'family.router';

/** Name of a product's model file in the folder of a family. */
export function modelFileOf(product: string): string {
  return `${product}.nominal`;
}

/** Whether a text can be the name of a product, which is used as a file name. */
export function isProductName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$/u.test(text) && text !== 'auto';
}
