import type { MaskSource } from './MaskSource.ts';

/** The files that a mask is read from; none where shapes mark the defect, or nothing does. */
export function filesOfMask(mask: MaskSource | null): readonly string[] {
  return mask?.kind === 'files' ? mask.paths : [];
}
