import type { ExtractedFeatures, ExtractedImage } from '../features/ExtractedImage.ts';
import type { Pipeline } from '../features/Pipeline.ts';
import type { PreparedSource } from '../features/prepareImage.ts';
import type { Scorer, SearchedImage } from './Scorer.ts';

/** An image with everything that is measured before it is judged. */
export interface MeasuredSource {
  readonly source: PreparedSource;
  readonly searched: SearchedImage;
  readonly extractMs: number;
  readonly searchMs: number;
}

/** Measures the patches of an image against the scorer's bank, and frees them. */
export async function measureExtracted(
  { source, parts, extracting }: ExtractedImage,
  scorer: Scorer,
  pipeline: Pipeline,
): Promise<MeasuredSource> {
  const before = extracting.ms;
  const start = performance.now();
  const searched = await scorer.measure(freed(parts, pipeline));
  // The parts of a large image are extracted while it is measured.
  const searchMs = performance.now() - start - (extracting.ms - before);
  return { source, searched, extractMs: extracting.ms, searchMs };
}

/** The parts, each of which is freed when the next is asked for. */
async function* freed(
  parts: ExtractedImage['parts'],
  pipeline: Pipeline,
): AsyncGenerator<ExtractedFeatures> {
  for await (const part of parts) {
    yield part;
    pipeline.free(part.features);
  }
}
