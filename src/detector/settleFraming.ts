import type { FitConfig, RuntimeConfig } from '../config/index.ts';
import { type ImageSource, learnDepthRange } from '../image/index.ts';
import type { Framing } from '../model/index.ts';
import type { JobOptions } from '../progress.ts';
import { sampleImages } from './sampleImages.ts';

/** Of a stream, which can be read only once, so many images are looked at before the fit. */
const SAMPLE_IMAGES = 32;

type Sources = Iterable<ImageSource> | AsyncIterable<ImageSource>;

/** How images are brought before the network, and all images again, those looked at among them. */
export interface SettledFraming {
  readonly framing: Framing;
  readonly images: Sources;
}

/**
 * Settles how images are brought before the network, from the training images: a list is looked at
 * whole, of a stream the first images.
 *
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
 */
export async function settleFraming(
  images: Sources,
  _config: FitConfig,
  { maxMegapixels }: RuntimeConfig,
  { signal }: JobOptions,
): Promise<SettledFraming> {
  const count = Array.isArray(images) ? images.length : SAMPLE_IMAGES;
  const { some, all } = await sampleImages(images, count);
  const depthRange = await learnDepthRange(some, { maxPixels: maxMegapixels * 1e6 }, signal);
  return { framing: { depthRange }, images: all };
}
