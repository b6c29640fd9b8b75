import type { FitConfig } from '../../../config/index.ts';
import { type Resolution, resolutionOf, type Size } from '../../../core/image/index.ts';
import { imageSize, type ImageSource } from '../../../image/index.ts';
import type { ImageSources } from '../../images/Images.ts';
import { sampleImages } from '../../images/sampleImages.ts';
import type { FitJob } from '../FitJob.ts';

/** Number of good images whose sizes are read. */
const SAMPLE_IMAGES = 32;

/**
 * Tells the job what is left of its images when they are resized.
 *
 * @returns all images again, including the sampled ones.
 * @throws NominalError of an image that cannot be read.
 */
export async function observeResolution(
  images: ImageSources,
  config: FitConfig,
  { onResolution }: FitJob,
): Promise<ImageSources> {
  if (onResolution === undefined) return images;
  const { some, all } = await sampleImages(images, SAMPLE_IMAGES);
  if (some.length > 0) onResolution(await readResolution(some, config));
  return all;
}

/**
 * What is left of images when they are resized.
 *
 * @param images at least one; of many, some are looked at.
 * @throws NominalError of an image that cannot be read.
 */
export async function readResolution(
  images: readonly ImageSource[],
  config: FitConfig,
): Promise<Resolution> {
  const { some } = await sampleImages(images, SAMPLE_IMAGES);
  const sizes: Size[] = [];
  for (const source of some) sizes.push(await imageSize(source));
  return resolutionOf(sizes, config);
}
