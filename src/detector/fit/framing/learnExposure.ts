import { type Exposure, exposureOf, usualExposure } from '../../../core/image/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { type DecodeOptions, type ImageSource, loadImage } from '../../../image/index.ts';

/**
 * The exposure that all images are brought to: the usual one of some good images.
 *
 * @param images at least one.
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
 */
export async function learnExposure(
  images: readonly ImageSource[],
  decoding: DecodeOptions,
  signal: AbortSignal | undefined,
): Promise<Exposure> {
  const exposures: Exposure[] = [];
  for (const source of images) {
    throwIfCancelled(signal);
    const { image } = await loadImage(source, decoding);
    exposures.push(exposureOf(image));
  }
  return usualExposure(exposures);
}
