import { membersOf } from '../../../backbone/index.ts';
import type { FitConfig, RuntimeConfig } from '../../../config/index.ts';
import { balancingScales } from '../../../core/patches/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { Framing } from '../../../model/index.ts';
import { joinParts } from '../../features/ExtractedImage.ts';
import type { ImageSources } from '../../images/Images.ts';
import { extractAll } from '../../features/extractAll.ts';
import { Pipeline } from '../../features/Pipeline.ts';
import { sampleImages } from '../../images/sampleImages.ts';

/** Number of good images that a network's feature variance is estimated from; it differs little among images. */
const SAMPLE_IMAGES = 8;

/**
 * For an ensemble without given scales, fits them to some good images, so that every network has the same
 * share in distances. Any other configuration is returned unchanged.
 *
 * @returns the configuration to fit with, and all images again, including the sampled ones.
 * @throws NominalError CONFIG_INVALID for an ensemble in 8 bits, and whatever opening it throws.
 */
export async function balanceEnsemble(
  images: ImageSources,
  config: FitConfig,
  framing: Framing,
  runtime: RuntimeConfig,
  signal: AbortSignal | undefined,
): Promise<{ readonly images: ImageSources; readonly config: FitConfig }> {
  if (membersOf(config.backbone).length === 1) return { images, config };
  if (config.precision === 'int8') throw ensembleInEightBits();
  if (config.tapScales !== undefined) return { images, config };
  const { some, all } = await sampleImages(images, SAMPLE_IMAGES);
  const pipeline = await Pipeline.open(config, runtime, null, framing);
  try {
    const features = [];
    for await (const image of extractAll(some, pipeline, signal))
      features.push((await joinParts(image.parts)).features);
    const { parts } = pipeline.backbone;
    if (features.length === 0) return { images: all, config };
    const scales = balancingScales(
      features,
      parts.map(({ columns }) => columns),
    );
    const tapScales = parts.flatMap(({ taps }, index) =>
      Array.from({ length: taps }, () => scales[index]),
    );
    return { images: all, config: { ...config, tapScales } };
  } finally {
    await pipeline.close();
  }
}

function ensembleInEightBits(): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'an ensemble cannot be computed in 8 bits',
    expected: '--precision float32, or a single backbone',
    received: 'int8',
  });
}
