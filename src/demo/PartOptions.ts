import type { CategoryName } from './categories.ts';
import type { DefectType } from './defectTypes.ts';

/** Which generated part is wanted. */
export interface PartOptions {
  /** The product. */
  readonly category: CategoryName;
  /** Whole number; the same seed gives the same parts. */
  readonly seed: number;
  /** Which part of the endless row of the seed, a whole number from 0. */
  readonly index: number;
  /** Rows of the image, 32..8192. */
  readonly height: number;
  /** Columns of the image, 32..8192. */
  readonly width: number;
  /** The kind of defect, or null for a good part. */
  readonly defect: DefectType | null;
  /** Width of a scratch in pixels, instead of a random one of about 0.5 to 0.9 % of the short side. */
  readonly scratchWidthPx?: number;
  /** Length of a scratch in pixels, instead of a random one of 14 to 40 % of the short side. */
  readonly scratchLengthPx?: number;
}
