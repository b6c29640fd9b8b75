import type { ExtractedImage } from '../features/ExtractedImage.ts';
import type { Scorer, SearchedImage } from './Scorer.ts';

/** An image with all that is measured of it before it is judged. */
export interface MeasuredSource extends Omit<
  ExtractedImage,
  'parts' | 'extracting' | 'shown' | 'copy'
> {
  readonly searched: SearchedImage;
  readonly extractMs: number;
  readonly searchMs: number;
}

/** Measures the patches of an image against the scorer's bank, and lets them go. */
export async function measureExtracted(
  { parts, extracting, path, image, warnings, plan, decodeMs, preprocessMs }: ExtractedImage,
  scorer: Pick<Scorer, 'measure'>,
): Promise<MeasuredSource> {
  const before = extracting.ms;
  const start = performance.now();
  const searched = await scorer.measure(parts);
  // Parts of a large image are extracted while it is measured.
  const searchMs = performance.now() - start - (extracting.ms - before);
  return {
    path,
    image,
    warnings,
    plan,
    decodeMs,
    preprocessMs,
    extractMs: extracting.ms,
    searched,
    searchMs,
  };
}
