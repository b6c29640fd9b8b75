import { decodeLimitsOf, type FitConfig, type RuntimeConfig } from '../../../config/index.ts';
import { learnDepthRange, learnSeen, readRoi } from '../../../image/index.ts';
import type { Framing } from '../../../model/index.ts';
import type { JobOptions } from '../../../progress.ts';
import type { ImageSources } from '../../images/Images.ts';
import { learnExposure } from './learnExposure.ts';
import { learnForeground } from './learnForeground.ts';
import { learnReference } from './learnReference.ts';
import { sampleImages } from '../../images/sampleImages.ts';

/** Number of images sampled from a stream before fitting: a stream can be read only once. */
const SAMPLE_IMAGES = 32;

/** Number of images compared when choosing the one that the others are aligned to. */
const REFERENCE_IMAGES = 16;

/** Number of images whose usual exposure the others are brought to. */
const EXPOSURE_IMAGES = 64;

/** How images become network input, and all images again, including the sampled ones. */
export interface SettledFraming {
  readonly framing: Framing;
  readonly images: ImageSources;
}

/**
 * Settles how images become network input, from all training images of a list or the first ones of a
 * stream.
 *
 * @throws NominalError `ROI_INVALID`, the error of an image that cannot be read, or `CANCELLED`.
 */
export async function settleFraming(
  images: ImageSources,
  config: FitConfig,
  runtime: RuntimeConfig,
  { signal }: JobOptions,
): Promise<SettledFraming> {
  const count = Array.isArray(images) ? images.length : SAMPLE_IMAGES;
  const { some, all } = await sampleImages(images, count);
  const limits = decodeLimitsOf(runtime);
  const depthRange = await learnDepthRange(some, limits, signal);
  const { resize, fit } = config;
  const shape = { resize, fit, depthRange };
  const seen = await learnSeen(some, shape, limits, signal, runtime.threads);
  const drawn = config.roi === null ? null : await readRoi(config.roi);
  const { some: shown } = await sampleImages(some, REFERENCE_IMAGES);
  const decoding = { depthRange, ...limits };
  const reference =
    config.align && shown.length > 0 ? await learnReference(shown, decoding, signal) : null;
  const exposed = config.normalizeExposure ? (await sampleImages(some, EXPOSURE_IMAGES)).some : [];
  const exposure = exposed.length > 0 ? await learnExposure(exposed, decoding, signal) : null;
  const framing = { depthRange, roi: drawn, reference, exposure, seen };
  if (!config.foreground) return { framing, images: all };
  const { some: sample } = await sampleImages(some, SAMPLE_IMAGES);
  const roi = await learnForeground(sample, config, framing, runtime, signal);
  return { framing: { ...framing, roi }, images: all };
}
