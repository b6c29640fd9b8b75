import { drawBox, RgbImage } from '../../core/image/index.ts';
import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../../config/index.ts';
import { type ImageSource, loadImage } from '../../image/index.ts';
import type { Model, ScorePlace } from '../../model/index.ts';
import { PATCH_COLOR } from './explainedOverlay.ts';

/**
 * A good image that sets the threshold, with the place that its score comes from.
 *
 * @param runtime options whose limits of decoding apply.
 * @throws NominalError of an image that cannot be read.
 */
export async function setterOverlay(
  source: ImageSource,
  place: ScorePlace,
  { framing: { depthRange } }: Pick<Model, 'framing'>,
  runtime: RuntimeOptions = {},
): Promise<RgbImage> {
  const limits = decodeLimitsOf(resolveRuntimeConfig(runtime));
  const { image } = await loadImage(source, { depthRange, ...limits });
  const marked = new RgbImage(image.height, image.width, Uint8Array.from(image.data));
  drawBox(marked, place.box, PATCH_COLOR);
  return marked;
}
