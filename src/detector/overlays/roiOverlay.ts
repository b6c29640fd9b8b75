import { maskOfRuns, RgbImage, warpImage } from '../../core/image/index.ts';
import { decodeLimitsOf, resolveRuntimeConfig, type RuntimeOptions } from '../../config/index.ts';
import { Registration } from '../../core/registration/index.ts';
import { type ImageSource, loadImage } from '../../image/index.ts';
import type { Model } from '../../model/index.ts';

/** Brightness of the parts that are not inspected. */
const DIMMED = 0.3;

/**
 * The aligned image with the parts that a model does not inspect dimmed, for checking its region of
 * interest.
 *
 * @param runtime options whose limits of decoding apply.
 * @throws NominalError of an image that cannot be read.
 */
export async function roiOverlay(
  source: ImageSource,
  { framing: { depthRange, roi, reference } }: Pick<Model, 'framing'>,
  runtime: RuntimeOptions = {},
): Promise<RgbImage> {
  const { image: taken } = await loadImage(source, {
    depthRange,
    ...decodeLimitsOf(resolveRuntimeConfig(runtime)),
  });
  const toImage = reference === null ? null : new Registration(reference).register(taken);
  const image = toImage === null ? taken : warpImage(taken, toImage);
  if (roi?.height !== image.height || roi.width !== image.width) return image;
  const inside = new Uint8Array(image.height * image.width);
  for (const { runs } of roi.zones) {
    for (const [at, own] of maskOfRuns(runs, inside.length).entries()) inside[at] |= own;
  }
  const data = image.data.map((value, i) =>
    inside[Math.floor(i / 3)] === 0 ? value * DIMMED : value,
  );
  return new RgbImage(image.height, image.width, data);
}
