import sharp, { type Sharp } from 'sharp';
import { type DecodeLimits, decodeImage, isReducedByRows } from 'nominal-vision/internal/image';
import { collectGarbage } from 'nominal-vision/internal/inspector';

// Memory that the library caches is not accounted for.
sharp.cache(false);

/**
 * An image of any format as a JPEG that browsers show, not larger than asked for.
 *
 * @param maxSidePx longest side; the image is not enlarged.
 * @param limits what an image is decoded by.
 */
export async function renderImage(
  path: string,
  maxSidePx: number,
  limits: DecodeLimits,
): Promise<Buffer> {
  const metadata = await sharp(path)
    .metadata()
    .catch(() => null);
  if (metadata !== null && isReducedByRows(metadata)) {
    // An image that was accepted despite a decoder's warnings is shown despite them.
    const failOn = limits.lenientJpeg === true ? 'error' : 'warning';
    return reduced(sharp(path, { failOn, limitInputPixels: limits.maxPixels }), maxSidePx);
  }
  const { height, width, data } = await decodeImage(path, limits);
  try {
    return await reduced(sharp(data, { raw: { height, width, channels: 3 } }), maxSidePx);
  } finally {
    collectGarbage(data.length);
  }
}

function reduced(image: Sharp, maxSidePx: number): Promise<Buffer> {
  return image
    .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}
