import type { MaskSource } from './masks/MaskSource.ts';
import type { Sample } from './Sample.ts';

/** A test image of a defective part. */
export function defectiveSample(
  path: string,
  defectType: string | null,
  mask: MaskSource | null,
): Sample {
  return { path, label: 'defective', defectType, mask, split: 'test' };
}
