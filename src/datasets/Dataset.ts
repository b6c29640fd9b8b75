import type { Sample } from './Sample.ts';

/**
 * One category of a data set: lists of paths, no pixels. Each list is in code-unit order by folder,
 * then by name, which is the same on every machine.
 */
export interface Dataset {
  /** Name of the layout, such as `mvtec` or `mtd`. */
  readonly name: string;
  /** Name of the category, that is, of the kind of part. */
  readonly category: string;
  /** Good images to fit from, at least one. */
  readonly train: readonly Sample[];
  /** Good images to test with, none of them in `train`; the MVTec AD layout may have none. */
  readonly testGood: readonly Sample[];
  /** Defective images to test with, at least one. */
  readonly testDefective: readonly Sample[];
}
