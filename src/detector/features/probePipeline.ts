import type { FitConfig, RuntimeConfig } from '../../config/index.ts';
import type { ImageSource } from '../../image/index.ts';
import { joinParts } from './ExtractedImage.ts';
import { Pipeline } from './Pipeline.ts';

/** The cost of one image of a kind on this machine. */
export interface PipelineProbe {
  /** Decoding, preprocessing and the network. */
  readonly secondsPerImage: number;
  /** Patches per image. */
  readonly patches: number;
  /** Values per patch. */
  readonly dimension: number;
  /** Pixels per image. */
  readonly pixels: number;
}

/**
 * Runs some images through the network and times the last; the earlier ones warm it up.
 *
 * @param sources at least one.
 * @throws NominalError of the backbone or of an image that cannot be read.
 */
export async function probePipeline(
  sources: readonly ImageSource[],
  config: FitConfig,
  runtime: RuntimeConfig,
): Promise<PipelineProbe> {
  // The ranges of activations hardly change how long the network takes.
  const pipeline = await Pipeline.open(config, runtime, null);
  try {
    let probe: PipelineProbe | undefined;
    for (const source of [...sources, ...sources]) {
      const start = performance.now();
      const [{ parts, source: own }] = await pipeline.extract([await pipeline.prepare(source)]);
      const { features } = await joinParts(parts);
      probe = {
        secondsPerImage: (performance.now() - start) / 1000,
        patches: features.rows,
        dimension: features.columns,
        pixels: own.image.height * own.image.width,
      };
    }
    if (probe === undefined) throw new RangeError('a probe needs at least one image');
    return probe;
  } finally {
    await pipeline.close();
  }
}
