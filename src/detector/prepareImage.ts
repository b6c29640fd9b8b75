import type { BackboneManifest } from '../backbone/index.ts';
import {
  normalize,
  type PreprocessOptions,
  type PreprocessPlan,
  planPreprocess,
  preprocess,
  type RgbImage,
} from '../core/image/index.ts';
import { type ImageSource, loadImage } from '../image/index.ts';

/** A decoded image and what the network will see of it. */
export interface PreparedImage {
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  readonly image: RgbImage;
  readonly plan: PreprocessPlan;
  /** Normalized network input, 3 × height × width. */
  readonly tensor: Float32Array;
  readonly decodeMs: number;
  readonly preprocessMs: number;
}

/**
 * Decodes an image and makes network input of it.
 *
 * @throws NominalError of a source that cannot be decoded, or is too small or too large.
 */
export async function prepareImage(
  source: ImageSource,
  options: PreprocessOptions,
  manifest: BackboneManifest,
): Promise<PreparedImage> {
  const start = performance.now();
  const image = await loadImage(source);
  const decoded = performance.now();
  const plan = planPreprocess(image, options);
  const tensor = new Float32Array(3 * plan.input.height * plan.input.width);
  normalize(preprocess(image, plan), manifest.input, tensor);
  return {
    path: typeof source === 'string' ? source : null,
    image,
    plan,
    tensor,
    decodeMs: decoded - start,
    preprocessMs: performance.now() - decoded,
  };
}
