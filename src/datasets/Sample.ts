import type { MaskSource } from './masks/MaskSource.ts';

/** One image of a data set; its pixels are read only when they are needed. */
export interface Sample {
  /** Path of the image file, starting with the folder as it was given. */
  readonly path: string;
  /** Whether the data set calls the part good or defective. */
  readonly label: 'good' | 'defective';
  /** Name of the kind of defect; null for a good part or where kinds are not told apart. */
  readonly defectType: string | null;
  /** What marks the defect; null for a good part or where there is no mask. */
  readonly mask: MaskSource | null;
  /** Whether the image is for fitting or for testing. */
  readonly split: 'train' | 'test';
}

/** An image of a good part; its mask, if it has one, is all 0 and never read. */
export function goodSample(path: string, split: Sample['split']): Sample {
  return { path, label: 'good', defectType: null, mask: null, split };
}

/** A test image of a defective part. */
export function defectiveSample(
  path: string,
  defectType: string | null,
  mask: MaskSource | null,
): Sample {
  return { path, label: 'defective', defectType, mask, split: 'test' };
}
