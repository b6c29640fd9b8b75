import { resolveFitConfig, resolveRuntimeConfig, type RuntimeOptions } from '../config/index.ts';
import { coarseDescriptor } from '../core/routing/index.ts';
import { joinParts, Pipeline } from '../detector/index.ts';
import type { ImageSource } from '../image/index.ts';

/** Half of the default input size in each axis: a product can be recognized at any size. */
const SIDE_PX = 128;

/** Describes whole images, on this machine. */
export interface Routing {
  /** SHA-256 of the backbone. */
  readonly backboneSha256: string;
  /** Coarse descriptor of one image. @throws NominalError for an image that cannot be read. */
  readonly describe: (source: ImageSource) => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the default backbone with a small input for describing images, whatever backbones the products
 * are inspected with.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND` or `BACKBONE_INVALID`.
 */
export async function openRouting(runtime: RuntimeOptions = {}): Promise<Routing> {
  const resize = { height: SIDE_PX, width: SIDE_PX };
  const config = resolveFitConfig({ resize, pooling: 'average' });
  const pipeline = await Pipeline.open(config, resolveRuntimeConfig(runtime), null);
  return {
    backboneSha256: pipeline.backbone.sha256,
    describe: async (source) => {
      const [{ parts }] = await pipeline.extract([await pipeline.prepare(source)]);
      return coarseDescriptor((await joinParts(parts)).features);
    },
    close: () => pipeline.close(),
  };
}
