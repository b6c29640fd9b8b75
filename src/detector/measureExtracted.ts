import type { ExtractedImage } from './Pipeline.ts';
import type { PreparedImage } from './prepareImage.ts';
import type { Scorer, SearchedImage } from './Scorer.ts';

/** An image with all that is measured of it before it is judged. */
export interface MeasuredSource extends Omit<PreparedImage, 'tensor'> {
  readonly searched: SearchedImage;
  readonly extractMs: number;
  readonly searchMs: number;
}

/** Measures the patches of an image against the scorer's bank, and lets them go. */
export async function measureExtracted(
  extracted: ExtractedImage,
  scorer: Pick<Scorer, 'measure'>,
): Promise<MeasuredSource> {
  const start = performance.now();
  const searched = await scorer.measure(extracted);
  const searchMs = performance.now() - start;
  const { path, image, plan, decodeMs, preprocessMs, extractMs } = extracted;
  return { path, image, plan, decodeMs, preprocessMs, extractMs, searched, searchMs };
}
