import type { MaskSource } from './MaskSource.ts';

/** A mask from files; null where no path is given. */
export function maskFiles(
  paths: string | readonly string[] | null,
  defective: 'bright' | 'nonzero' = 'bright',
): MaskSource | null {
  if (paths === null || paths.length === 0) return null;
  return { kind: 'files', paths: typeof paths === 'string' ? [paths] : paths, defective };
}
