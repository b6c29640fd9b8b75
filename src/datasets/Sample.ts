import type { MaskSource } from './masks/MaskSource.ts';

/** One image of a data set; its pixels are read when they are needed. */
export interface Sample {
  /** Path of the image file, below the folder as it was given. */
  readonly path: string;
  /** What the data set says the part is. */
  readonly label: 'good' | 'defective';
  /** Name of the kind of defect; null for a good part or where kinds are not told apart. */
  readonly defectType: string | null;
  /** What marks the defect; null for a good part or where there is nothing. */
  readonly mask: MaskSource | null;
  /** Whether the image is for fitting or for testing. */
  readonly split: 'train' | 'test';
}
