import type { Sample } from './Sample.ts';

/** An image of a good part; its mask, if it has one, is all 0 and never read. */
export function goodSample(path: string, split: Sample['split']): Sample {
  return { path, label: 'good', defectType: null, mask: null, split };
}
