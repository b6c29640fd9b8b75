import type { DefectType } from './defectTypes.ts';
import type { PartOptions } from './PartOptions.ts';

/** Which generated data set is wanted; category, seed, size and scratch options as for a single part. */
export interface DatasetOptions extends Omit<PartOptions, 'index' | 'defect'> {
  /** Good images to train on, a whole number from 0. */
  readonly trainGood: number;
  /** Good images to test on, a whole number from 0. */
  readonly testGood: number;
  /** Defective images to test on, a whole number from 0; the kinds of defect take turns. */
  readonly testDefective: number;
  /** Kinds of defect to draw; by default all that the category offers. */
  readonly defects?: readonly DefectType[];
}
